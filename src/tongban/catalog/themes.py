"""Themes 主题分类 (national list; 080 is skipped in it) for natural and legal persons, and events of life."""

from tongban.engine.package.text import Text

NATURAL = {
    "005": Text("生育收养", "Birth and adoption"), "010": Text("户籍办理", "Household registration"),
    "015": Text("民族宗教", "Ethnicity and religion"), "020": Text("教育科研", "Education and research"),
    "025": Text("入伍服役", "Military service"), "030": Text("就业创业", "Jobs and starting up"),
    "035": Text("设立变更", "Setting up and changing"), "040": Text("准营准办", "Permission to operate"),
    "045": Text("抵押质押", "Mortgage and pledge"), "050": Text("职业资格", "Professional qualification"),
    "055": Text("行政缴费", "Paying fees"), "060": Text("婚姻登记", "Marriage"), "065": Text("优待抚恤", "Special care"),
    "070": Text("规划建设", "Planning and building"), "075": Text("住房保障", "Housing"),
    "085": Text("社会保障", "Social security"), "090": Text("证件办理", "Identity papers"),
    "095": Text("交通出行", "Traffic and travel"), "100": Text("旅游观光", "Tourism"),
    "105": Text("出境入境", "Crossing the border"), "110": Text("消费维权", "Consumer rights"),
    "115": Text("公共安全", "Public safety"), "120": Text("司法公证", "Justice and notaries"),
    "125": Text("知识产权", "Intellectual property"), "130": Text("环保绿化", "Environment"),
    "135": Text("文化体育", "Culture and sport"), "140": Text("公用事业", "Water, power, gas and heat"),
    "145": Text("医疗卫生", "Health"), "150": Text("离职退休", "Leaving work and retirement"),
    "155": Text("死亡殡葬", "Death and burial"), "998": Text("地方特色", "Local matters"), "999": Text("其他", "Other"),
}
LEGAL = {
    "005": Text("设立变更", "Setting up and changing"), "010": Text("准营准办", "Permission to operate"),
    "015": Text("资质认证", "Certification"), "020": Text("年检年审", "Annual checks"),
    "025": Text("税收财务", "Tax and finance"), "030": Text("人力资源", "Staff"),
    "035": Text("社会保障", "Social security"), "040": Text("投资审批", "Investment"),
    "045": Text("融资信贷", "Credit"), "050": Text("抵押质押", "Mortgage and pledge"),
    "055": Text("商务贸易", "Trade"), "060": Text("招标拍卖", "Bidding and auction"),
    "065": Text("海关口岸", "Customs and ports"), "070": Text("涉外服务", "Foreign affairs"),
    "075": Text("农林牧渔", "Farming, forestry and fishing"), "085": Text("国土和规划建设", "Land, planning, building"),
    "090": Text("交通运输", "Transport"), "095": Text("环保绿化", "Environment"),
    "100": Text("应对气候变化", "Climate change"), "105": Text("水务气象", "Water and weather"),
    "110": Text("医疗卫生", "Health"), "115": Text("科技创新", "Science and technology"),
    "120": Text("文体教育", "Culture, sport, education"), "125": Text("知识产权", "Intellectual property"),
    "130": Text("民族宗教", "Ethnicity and religion"), "135": Text("质量技术", "Quality and standards"),
    "140": Text("检验检疫", "Inspection and quarantine"), "145": Text("安全生产", "Safety at work"),
    "150": Text("公安消防", "Police and fire"), "155": Text("司法公证", "Justice and notaries"),
    "160": Text("公用事业", "Water, power, gas and heat"), "165": Text("法人注销", "Closing down"),
    "170": Text("档案文物", "Archives and relics"), "998": Text("地方特色", "Local matters"), "999": Text("其他", "Other"),
}
LIFE_EVENTS = {
    "birth": Text("孩子出生", "A child is born"), "open-business": Text("开店办企业", "Start a business"),
    "school": Text("上学", "School"), "home": Text("买房安家", "Buy a home"), "job": Text("求职就业", "Find work"),
    "health": Text("看病与残疾", "Illness and disability"), "marriage": Text("结婚", "Marriage"),
    "retire": Text("退休养老", "Retirement and old age"), "settle": Text("来本地生活", "Move here"),
    "hardship": Text("困难求助", "Help in hardship"), "close-business": Text("关店注销", "Close a business"),
    "death": Text("身后事", "After a death"),
}
