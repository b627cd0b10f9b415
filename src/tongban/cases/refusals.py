"""Why an act may be refused: a code for machines and stories, a sentence and a way out for people.

Each refused attempt is itself a fact in the ledger (cases.step).
"""

from tongban.engine.package.text import Text

REFUSALS: dict[str, Text] = {
    "not-yours": Text(
        "没有办理此步骤的权限。请由相应岗位的人员办理。",
        "Your post has no right to this step. Ask the post it belongs to.",
    ),
    "letter-missing": Text(
        "决定书还没有生成，不能送达。请先处理缺字等停下的文书。",
        "The decision is not written yet, so it cannot be delivered. First deal with the letter that stopped.",
    ),
    "wrong-station": Text(
        "办件现在不在这一环节，请刷新页面查看最新状态。",
        "The case is not at this step now. Reload the page to see where it is.",
    ),
    "changed": Text(
        "页面打开后，办件已被他人更新。请核对后重新提交。",
        "The case has changed since you opened the page. Check it and send again.",
    ),
    "told-once": Text(
        "补正只能一次性告知。确需再次告知的，须由主管说明理由，并记为违规。",
        "Defects are told once only. A second notice needs a supervisor and a reason, and counts as a violation.",
    ),
    "deemed-accepted": Text(
        "收到申请已满五个工作日没有告知，依法视为受理，不能再告知补正或者不予受理。",
        "Five working days have passed in silence: by law it counts as accepted and can no longer be sent back or refused.",
    ),
    "notice-waits": Text(
        "这条通知还在等待发出，不用再发。", "This notice is still waiting to go out; there is no need to send it again."
    ),
    "rang-how": Text("请选择电话联系的结果。", "Say how the call went."),
    "nothing-told": Text("请至少写明一项需要补正的内容。", "Name at least one thing to correct."),
    "correction-open": Text(
        "已告知补正，正在等待申请人补正。", "A correction has been asked for and is being waited for."
    ),
    "correction-lapsed": Text(
        "补正期限已过，办件已按告知的内容终止。",
        "The time for the correction is over; the case ends as the notice said.",
    ),
    "unchanged": Text(
        "告知的内容有的没有改动。请改正，或者说明为什么不改。",
        "Something you were told to correct has not changed. Correct it, or say why it stays.",
    ),
    "no-correction": Text("没有待补正的内容。", "Nothing is waiting to be corrected."),
    "reason-needed": Text("请写明理由。", "Give the reason."),
    "reason-code": Text("请选择不予受理的法定情形。", "Choose the legal ground for not accepting."),
    "authority-named": Text(
        "不属于本机关职权的，应当告知向哪个机关申请。", "If it is not ours, say which authority is."
    ),
    "paused": Text("办件正在特别程序中，不能办理此步骤。", "The case is in a special procedure; this step must wait."),
    "not-paused": Text("办件没有处于特别程序中。", "The case is in no special procedure."),
    "no-such-procedure": Text(
        "本事项的法律没有规定这种特别程序。", "The law of this matter knows no such special procedure."
    ),
    "days-needed": Text(
        "请写明所需的工作日数，填大于零的整数，例如 5。",
        "State how many working days it needs: a whole number above zero, such as 5.",
    ),
    "days-too-many": Text(
        "超过了这种特别程序在一件办件中最多可用的工作日数。",
        "That is more working days than this special procedure may take in one case.",
    ),
    "extended-already": Text("办理期限只能延长一次。", "The limit can be extended once only."),
    "extension-too-long": Text("延长超过法律允许的天数。", "The extension is longer than the law allows."),
    "no-extension": Text("本事项不得延长办理期限。", "The limit of this matter cannot be extended."),
    "overdue": Text("期限届满前才能延长。", "An extension must be made before the limit ends."),
    "wrong-rank": Text("须由本行政机关负责人批准。", "The head of the authority must approve this."),
    "two-officers": Text(
        "核查须由两名以上工作人员进行，请填写另一名人员。", "A check needs two officers. Name the other one."
    ),
    "not-joined": Text(
        "共同核查人员须先以本人账号领取这一任务。请其领取后再提交。",
        "Each officer named must first take the task under their own sign-in. Ask them to, then send again.",
    ),
    "already-done": Text("这一步已经由他人办理完毕。", "Somebody has already done this step."),
    "four-eyes": Text(
        "提出意见的人员不能同时作出决定，请由其他人员决定。", "Who proposed may not decide. Another officer must."
    ),
    "reasons-needed": Text("不予的决定须书面说明理由。", "A refusal needs written reasons."),
    "against-proposal": Text(
        "决定与审查意见不一致的，须书面说明理由。",
        "A decision other than the review proposed needs its written reasons.",
    ),
    "others-decide": Text(
        "这件事中还有其他机关正在办理的事项，须由各机关分别终止，或者由申请人撤回。",
        "Other authorities still work on matters of this bundle: each ends its own, or the applicant withdraws.",
    ),
    "tolerance-days": Text(
        "请填写容缺材料补交的工作日数，不能超过本地规定的天数。",
        "Give the working days within which the tolerated papers follow, not more than the place allows.",
    ),
    "nothing-owed": Text("没有待补交的这项容缺材料。", "No such tolerated paper is owed."),
    "nothing-supplied": Text("请至少上传一项待补交的材料。", "Upload at least one of the papers that are owed."),
    "papers-owed": Text(
        "容缺材料还没有补交，不能作出决定。补交期限届满仍未补交的，可以作出不予决定。",
        "Tolerated papers are still owed, so it cannot be decided. Once their day is over it can be refused.",
    ),
    "no-decision": Text("没有准予的决定，不能制证。", "Without a decision that grants it, no certificate is made."),
    "outcome": Text("请选择决定结果。", "Choose the outcome."),
    "still-working": Text("审查还没有完成，不能作出决定。", "The review is not finished; it cannot be decided yet."),
    "answers": Text("申请内容有误，请按提示改正。", "Some answers need correcting."),
    "materials": Text("缺少必要材料，请上传后再提交。", "Required materials are missing. Upload them and send again."),
    "draft-gone": Text("草稿已提交或已过期。", "The draft has been submitted or has expired."),
    "key-reused": Text(
        "同一提交标识已用于不同的内容。请重新打开页面提交。",
        "This submission key was used for other content. Open the page again and send.",
    ),
    "paused-service": Text("该事项目前暂停办理。", "This service is paused at present."),
    "abolished-service": Text("该事项已取消。", "This service has been abolished."),
    "guide-only": Text(
        "该事项目前不能在网上申请，请按办事指南到窗口办理。",
        "This service cannot be applied for online. See the guide for where to go.",
    ),
    "no-questioning": Text(
        "网上没有能够核查这个部门的机关，请拨打 12345，或者向它的上级机关反映。",
        "No body here can examine this department online. Call 12345, or write to the authority above it.",
    ),
    "no-child": Text("根据您的情况，没有需要办理的事项。", "From what you told us there is nothing to apply for."),
    "decided": Text("已经作出决定，不能撤回申请。", "It has been decided; it can no longer be withdrawn."),
    "mandate": Text(
        "您没有代表该单位办理此事项的有效授权。",
        "You hold no valid mandate to act for this organisation in this matter.",
    ),
    "mode": Text("请选择送达方式。", "Choose how it was delivered."),
    "proof-needed": Text(
        "请填写送达凭证，如签收人、单号。", "Enter the proof of delivery, such as who signed or the parcel number."
    ),
    "grade": Text("请选择 1 至 5 的评价。", "Choose a grade from 1 to 5."),
    "rated-with-bundle": Text(
        "这件事作为一件事整体评价一次，请在总办件上评价。",
        "A bundle is rated once, as a whole: rate the case it belongs to.",
    ),
    "rated-already": Text("您已评价过。", "You have rated this already."),
    "rating-closed": Text("评价期限已过。", "The time for rating is over."),
    "no-commitment": Text("该事项不适用告知承诺。", "Notice and commitment is not offered here."),
    "foreign-number": Text("请填写外部系统的办件编号。", "Enter the number the other system gave."),
    "organisation-exists": Text(
        "这个统一社会信用代码已属于另一个单位，设立登记不能使用。请与登记结果核对后重新填写。",
        "This unified social credit code belongs to another organisation; a new one cannot have it. Check it against the registration and enter it anew.",
    ),
    "record": Text("记录内容有误，请按提示改正。", "The record needs correcting."),
    "verdict": Text("请选择意见。", "Choose a verdict."),
    "missing-glyph": Text(
        "有字库不能显示的字，请先处理缺字任务。",
        "A character cannot be printed. Deal with the missing-character task first.",
    ),
    "as-written": Text(
        "请填写文书上的写法，最多 200 字；字体已安装的，可以留空。",
        "Write how the papers shall say it, 200 characters at most; leave it empty where the font has been installed.",
    ),
    "other-words": Text(
        "只能改写印不出的那个字，其余的字要与原文完全一致。",
        "Only the character that cannot be printed is written differently; all the rest stays as it is.",
    ),
    "unprintable": Text(
        "文字中有看不见的控制符，或文书印不出的字符（例如表情符号）。请删去或改写。",
        "The text has control characters, or characters that no letter can show, such as emoji. Take them out.",
    ),
    "no-officer": Text(
        "该岗位当前没有在岗人员，请联系安全管理员。",
        "Nobody holds this post at present. Tell the security administrator.",
    ),
    "change-kind": Text("请选择对证照作什么处理。", "Choose what is to be done with the certificate."),
    "change-ground": Text("请选择法定情形。", "Choose the legal ground."),
    "not-in-force": Text(
        "证照不在有效状态，不能这样处理。", "The certificate is not in force; this cannot be done with it."
    ),
    "not-expired": Text("有效期还没有届满。", "Its term is not over."),
    "not-ended": Text("许可没有被撤销、撤回，证件也没有被吊销。", "It was neither revoked nor withdrawn."),
    "change-open": Text(
        "这份证照已有一项变动等待决定。", "A change of this certificate already waits for its decision."
    ),
    "wrong-entry": Text(
        "改正后的内容不合要求：请按申请表上这一项的要求填写。",
        "An entry is not as it must be: write it as the form asks.",
    ),
    "nothing-corrected": Text(
        "请写明证照上哪一项有误、应当是什么。", "Say which entry is wrong and what it should say."
    ),
    "holder-unheard": Text(
        "告知持证人后须等其陈述、申辩，或者期限届满，才能决定。",
        "The holder was told and must be heard first, or let the days pass.",
    ),
    "not-asked": Text(
        "没有等待陈述、申辩的处理，或者已经收到。", "No statement is waited for, or it has been received."
    ),
    "statement-empty": Text("请写明陈述、申辩的内容。", "Write what you have to say."),
    "unpaid": Text("费用尚未缴清。", "The fee has not been paid."),
}


class ActRefused(Exception):
    """The act is refused and nothing was written but the attempt. `problems` belong to fields of a form; `about` is
    what the text names, e.g. the characters that cannot be printed."""

    def __init__(self, code: str, *, problems: tuple[object, ...] = (), about: str = "") -> None:
        self.code = code
        self.problems = problems
        self.about = about
        super().__init__(code)

    @property
    def text(self) -> Text:
        """What to tell the person."""
        said = REFUSALS[self.code]
        return Text(f"{said.zh}（{self.about}）", f"{said.en} ({self.about})") if self.about else said
