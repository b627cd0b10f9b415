"""What the codes of a matter mean, in both languages. Source: GB/T 39046-2020 annex A, provincial lists."""

from tongban.engine.package.text import Text

NONE = Text("无", "None")
YES, NO = Text("是", "Yes"), Text("否", "No")

SERVICE_TYPES = {
    "01": Text("行政许可", "Administrative licence"),
    "02": Text("行政处罚", "Penalty"),
    "03": Text("行政强制", "Coercion"),
    "04": Text("行政征收", "Levy"),
    "05": Text("行政给付", "Benefit"),
    "06": Text("行政检查", "Inspection"),
    "07": Text("行政确认", "Confirmation"),
    "08": Text("行政奖励", "Reward"),
    "09": Text("行政裁决", "Adjudication"),
    "10": Text("其他行政权力", "Other administrative power"),
    "20": Text("公共服务", "Public service"),
}
LEVELS = {
    "1": Text("国家级", "National"),
    "2": Text("省级", "Provincial"),
    "3": Text("市级", "City"),
    "4": Text("县级", "County"),
    "5": Text("镇（乡、街道）级", "Township or subdistrict"),
    "6": Text("村（社区）级", "Village or community"),
    "7": Text("分级管理", "Tiered"),
}
SOURCES_OF_POWER = {
    "1": Text("法定本级行使", "By law at this level"),
    "2": Text("上级下放", "Devolved from above"),
    "3": Text("上级授权", "Authorised from above"),
    "4": Text("同级授权", "Authorised at the same level"),
    "5": Text("上级委托", "Entrusted from above"),
    "6": Text("同级委托", "Entrusted at the same level"),
}
AUTHORITY_NATURES = {
    "1": Text("法定机关", "Statutory organ"),
    "2": Text("授权组织", "Authorised organisation"),
    "3": Text("受委托组织", "Entrusted organisation"),
    "9": Text("其他", "Other"),
}
AUDIENCES = {
    "1": Text("自然人", "Natural persons"),
    "2": Text("企业法人", "Companies"),
    "3": Text("事业法人", "Institutions"),
    "4": Text("社会组织法人", "Social organisations"),
    "5": Text("行政机关", "Administrative organs"),
    "6": Text("其他组织", "Other organisations"),
    "9": Text("其他", "Others"),
}
CHANNELS = {
    "1": Text("窗口办理", "At the counter"),
    "2": Text("网上办理", "On this website"),
    "3": Text("手机办理", "By mobile"),
    "4": Text("快递申请", "By courier"),
    "9": Text("电话、自助终端等", "By telephone, kiosk and others"),
}
SPEEDS = {"instant": Text("即办件", "Done at once"), "promised": Text("承诺件", "Within a promised time")}
DEPTHS = {
    "I": Text("Ⅰ级：网上查看指南", "I: read the guide online"),
    "II": Text("Ⅱ级：网上下载表格", "II: download the forms"),
    "III": Text("Ⅲ级：网上申请", "III: apply online"),
    "IV": Text("Ⅳ级：全程网办", "IV: everything online"),
}
RESULT_TYPES = {
    "licence": Text("出证", "Licence"),
    "document": Text("出文", "Document"),
    "none": Text("其他", "Other"),
}
DELIVER_MODES = {
    "counter": Text("窗口领取", "Collect at the counter"),
    "post": Text("邮寄", "By post"),
    "download": Text("网上下载", "Download"),
    "announcement": Text("公告送达", "By announcement"),
}
GRADES = {  # 好差评, 1 is best (GB/T 39046)
    "1": Text("非常满意", "Very good"),
    "2": Text("满意", "Good"),
    "3": Text("基本满意", "Fair"),
    "4": Text("不满意", "Poor"),
    "5": Text("非常不满意", "Very poor"),
}
SCOPES = {
    "none": NONE,
    "county": Text("全县（区）通办", "Anywhere in the county"),
    "city": Text("全市通办", "Anywhere in the city"),
    "province": Text("全省通办", "Anywhere in the province"),
    "nation": Text("全国通办", "Anywhere in the country"),
}
SYSTEM_LEVELS = {
    "nation": Text("国家级", "National"),
    "province": Text("省级", "Provincial"),
    "city": Text("市级", "City"),
    "county": Text("县级", "County"),
}
USAGES = {
    "1": Text("在用", "In use"),
    "2": Text("暂停", "Paused"),
    "3": Text("取消", "Abolished"),
    "4": Text("拟定", "Draft"),
}
NECESSITIES = {
    "required": Text("必要", "Required"),
    "optional": Text("非必要", "Optional"),
    "tolerated": Text("容缺后补", "May follow later"),
}
MATERIAL_KINDS = {
    "original": Text("原件", "Original"),
    "copy": Text("复印件", "Copy"),
    "either": Text("原件或复印件", "Original or copy"),
}
MATERIAL_FORMS = {
    "paper": Text("纸质", "Paper"),
    "electronic": Text("电子", "Electronic"),
    "both": Text("纸质和电子", "Paper and electronic"),
}
MATERIAL_SOURCES = {
    "10": Text("申请人自备", "Made by the applicant"),
    "20": Text("政府部门核发", "Issued by government"),
    "30": Text("中介机构出具", "Issued by an intermediary"),
    "99": Text("其他", "Other"),
}
PROCEDURES = {
    "hearing": Text("听证", "Hearing"),
    "bidding": Text("招标", "Bidding"),
    "auction": Text("拍卖", "Auction"),
    "inspection": Text("检验", "Inspection"),
    "testing": Text("检测", "Testing"),
    "quarantine": Text("检疫", "Quarantine"),
    "appraisal": Text("鉴定", "Appraisal"),
    "expert_review": Text("专家评审", "Expert review"),
}
_UNITS = {
    "workday": ("个工作日", "working day"),
    "day": ("天", "day"),
    "month": ("个月", "month"),
    "hour": ("小时", "hour"),
}


def duration(n: int, unit: str) -> Text:
    """A limit in words: 5 个工作日 / 5 working days."""
    zh, en = _UNITS[unit]
    return Text(f"{n} {zh}", f"{n} {en}{'' if n == 1 else 's'}")


def yes_no(value: bool) -> Text:
    """是 or 否."""
    return YES if value else NO
