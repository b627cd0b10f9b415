"""What each operation of the public API does, in Chinese; the English stands in the code (its docstring)."""

WORDS = {
    "own_cases": "从新到旧排列。有 next 时，它就是下一页的 after。",
    "file_case": "同一个 Idempotency-Key 和同样的内容得到同一个办件；内容不同则拒绝（409）。",
    "one_case": "凭编号和查询码，任何人都可以查；自己的办件不需要查询码。编号错和查询码错的回答相同。",
    "certificate": "盖章后的 PDF。要先签收（collect）或者以其他方式送达。",
    "collect": "送达：此后可以下载结果，办件办结。一件事里按各事项自己的编号签收。",
    "correct": "答复正在等待的那一次补正：答案可以整份重交或者保持原样，并为指明的材料交新文件。",
    "letter": "盖章后的 PDF。没有证照的决定书本身就是办理结果：请先签收（collect）。",
    "material": "单位交来的文件，原样保存。",
    "papers": "本办件和其中各事项的文书、证照和已交材料。还没有盖章的没有文件。",
    "rate_case": "办结以后评价一次。",
    "supplement_case": "补交受理时容缺的材料；参见 owed 和期限 supplement。",
    "withdraw_case": "在决定作出以前撤回申请，办件终止。",
    "verify": "是谁的、哪一种证照、今天是否有效。编号错和验证码错的回答相同。",
    "find_services": "有 q 时与网页的检索顺序相同，每个事项给一个办理地；没有 q 时按地区和代码分页列出全部。",
    "one_service": "期限、材料、要回答的问题和收费。",
    "form": "答案必须符合的 JSON Schema，以及怎样显示：与网页所用完全相同。",
    "token": "OAuth 2.0 客户端凭据（RFC 6749 第 4.4 节），放在表单里或用 HTTP Basic。错误次数计入锁定。",
    "upload": "为一个事项的一种材料上传一个文件，检查与网页相同。得到的 id 写进申请的 materials。"
    "表单里要求文件的问题（format 为 file），slot 写它的 JSON 指针，id 就是答案。",
    "list_webhooks": "从新到旧排列。",
    "register_webhook": "消息按 Standard Webhooks 用密钥签名，十七小时内最多发送十次。",
    "end_webhook": "不再向这个地址发送，等待中的也不发。",
    "list_webhook_deliveries": "从新到旧排列，保留一个月。有 next 时，它就是下一页的 after。",
    "send_webhook_again": "用同一个消息 id 再发一次。",
    "renew_webhook_secret": "一天之内消息带两个签名：旧密钥的和新密钥的。",
}
