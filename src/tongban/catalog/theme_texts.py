"""One sentence on what is found under each theme and event of life; keys as in `themes`."""

from tongban.engine.package.text import Text

NATURAL = {
    "005": Text("孩子出生前后和收养要办的登记与补助。", "Registrations and support around a birth or an adoption."),
    "010": Text(
        "落户、迁移、分户和户口簿上的更正。", "Registering where you live, moving, splitting a household, corrections."
    ),
    "015": Text(
        "民族成分、宗教活动方面的登记和审批。", "Registrations and approvals about ethnicity and religious activity."
    ),
    "020": Text("入学、转学、助学金和学历证明。", "Enrolling, changing school, grants and proofs of education."),
    "025": Text(
        "兵役登记、应征入伍和退役以后的安置。", "Registering for service, joining up, and settling in afterwards."
    ),
    "030": Text(
        "找工作、失业登记、创业扶持和补贴。", "Finding work, unemployment, help and subsidies for starting up."
    ),
    "035": Text(
        "个人开店、办企业：设立、变更和注销登记。", "Opening a shop or firm of your own: setting up, changing, closing."
    ),
    "040": Text("开业前后要取得的许可和备案。", "Permits and filings needed before and after opening."),
    "045": Text("房屋、车辆等的抵押和质押登记。", "Registering mortgages and pledges of homes, vehicles and the like."),
    "050": Text(
        "职业资格、执业注册和证书补换。", "Qualifications, registration to practise, replacement certificates."
    ),
    "055": Text(
        "向政府缴纳的费用：怎么缴、怎么减免、怎么退。", "Fees paid to the government: paying, reduction, refund."
    ),
    "060": Text("结婚、离婚登记和婚姻登记证的补领。", "Marriage, divorce, and replacement certificates."),
    "065": Text(
        "优抚对象、残疾人、军属等可以享受的待遇。",
        "Care for those with special merits, disabled people and soldiers' families.",
    ),
    "070": Text(
        "自建房、临时占道、挖掘等的规划和建设手续。",
        "Building your own house, occupying or digging up a road, and the like.",
    ),
    "075": Text("公租房、住房补贴和公积金。", "Public rental housing, housing allowances and the housing fund."),
    "085": Text(
        "养老、医疗、失业等保险，以及津贴和救助。", "Pension, health and unemployment insurance, allowances and relief."
    ),
    "090": Text("身份证、居住证等证件的申领、换领和补领。", "Applying for, renewing and replacing identity papers."),
    "095": Text("驾照、车辆、公共交通和停车。", "Driving licences, vehicles, public transport and parking."),
    "100": Text("导游、旅游投诉和景区优惠。", "Guides, complaints about travel, reduced entry."),
    "105": Text("护照、通行证和签注。", "Passports, travel permits and endorsements."),
    "110": Text("买到问题商品或服务时的投诉和举报。", "Complaints and reports about goods and services."),
    "115": Text("消防、活动安全和危险物品。", "Fire safety, safety of events, dangerous goods."),
    "120": Text("公证、法律援助和鉴定。", "Notaries, legal aid and expert opinions."),
    "125": Text("专利、商标、著作权的申请和维权。", "Patents, marks and copyright: applying and defending."),
    "130": Text("树木、绿地、噪声和污染方面的事项。", "Trees, green areas, noise and pollution."),
    "135": Text("文化、体育活动和场所。", "Culture, sport and their venues."),
    "140": Text("水、电、气、暖的报装、过户和报修。", "Water, power, gas and heat: connecting, transferring, repairs."),
    "145": Text("看病、医保报销、健康证明。", "Treatment, reimbursement and health certificates."),
    "150": Text("离职、退休和退休以后的待遇。", "Leaving work, retiring and what follows."),
    "155": Text("亲人去世以后要办的登记、补助和殡葬。", "Registration, support and burial after a death."),
    "998": Text("只有本地才有的事项。", "What only this place offers."),
    "999": Text("不属于其他主题的事项。", "What fits no other theme."),
}
LEGAL = {
    "005": Text("企业和个体工商户的设立、变更登记。", "Setting up and changing firms and individual businesses."),
    "010": Text("取得营业执照以后，开业还要办的许可和备案。", "Permits and filings that follow the business licence."),
    "015": Text("资质、认证和等级评定。", "Qualifications, certification and grading of organisations."),
    "020": Text("每年要报的年报、年检和年审。", "Annual reports, checks and reviews."),
    "025": Text("税务、发票和财政事项。", "Taxes, invoices and public finance."),
    "030": Text("招工、用工备案和劳动关系。", "Hiring, filing employment, labour relations."),
    "035": Text("单位参保、增减人员和缴费。", "Insuring staff, joining and leaving, contributions."),
    "040": Text(
        "投资项目的备案、核准和开工前的手续。", "Filing and approving projects, and what comes before building."
    ),
    "045": Text("贷款、担保和信用。", "Loans, guarantees and credit."),
    "050": Text("动产、不动产的抵押和质押登记。", "Registering mortgages and pledges."),
    "055": Text("商贸流通、成品油、拍卖等行业的手续。", "Trade, fuel, auctions and similar lines."),
    "060": Text("招标、投标、拍卖和公共资源交易。", "Tenders, bids, auctions and public resources."),
    "065": Text("进出口和口岸手续。", "Import, export and ports of entry."),
    "070": Text("外国人来华工作、邀请和涉外活动。", "Foreign staff, invitations and activities with foreign parties."),
    "075": Text(
        "种子、兽药、渔业、林木等的许可和登记。", "Seed, veterinary drugs, fishing, timber: permits and registration."
    ),
    "085": Text("用地、规划、施工、占道和户外广告设施。", "Land, planning, works, roads and outdoor signs."),
    "090": Text("道路运输、港口、车辆营运。", "Road transport, ports and commercial vehicles."),
    "095": Text("环评、排污和绿化。", "Environmental assessment, emissions and planting."),
    "100": Text("节能、碳排放和气候资源。", "Energy saving, carbon and climate resources."),
    "105": Text("取水、防洪、水土保持和气象。", "Taking water, floods, soil and weather."),
    "110": Text("医疗机构、公共场所卫生和放射。", "Medical institutions, hygiene of public places, radiation."),
    "115": Text("科技项目、高新技术企业和成果。", "Research projects, high-tech firms and results."),
    "120": Text("学校、培训、文化和体育经营。", "Schools, training, culture and sport as a business."),
    "125": Text("专利、商标、著作权和地理标志。", "Patents, marks, copyright and geographical indications."),
    "130": Text("宗教活动场所和清真食品等事项。", "Religious venues, halal food and related matters."),
    "135": Text("计量、标准、产品质量和特种设备。", "Measures, standards, product quality and special equipment."),
    "140": Text("动植物检疫和商品检验。", "Quarantine of plants and animals, inspection of goods."),
    "145": Text(
        "安全生产许可、应急预案和危险化学品。", "Work safety permits, emergency plans and dangerous chemicals."
    ),
    "150": Text("消防检查、特种行业、印章和大型活动。", "Fire checks, special trades, seals and large events."),
    "155": Text("公证、律师事务所和鉴定机构。", "Notaries, law firms and expert bodies."),
    "160": Text("水、电、气、暖的报装和变更。", "Connecting and changing water, power, gas and heat."),
    "165": Text("企业注销和清算备案。", "Closing a firm and filing its liquidation."),
    "170": Text("档案、文物和考古。", "Archives, relics and excavation."),
    "998": Text("只有本地才有的事项。", "What only this place offers."),
    "999": Text("不属于其他主题的事项。", "What fits no other theme."),
}
LIFE_EVENTS = {
    "birth": Text(
        "从怀孕到孩子上户口、办医保：按先后列在一起。",
        "From pregnancy to registration and health insurance, in one place.",
    ),
    "open-business": Text(
        "从名称、执照到开业前的许可：先看能不能一次办完，再看单独的每一项。",
        "From the name and the licence to the permits before opening: first what can be done in one go, then each by itself.",
    ),
    "school": Text("入学、转学、资助和毕业证明。", "Enrolling, changing school, grants and proofs."),
    "home": Text(
        "买卖、贷款、登记，以及水电气的过户。", "Buying, loans, registration, and transferring water, power and gas."
    ),
    "job": Text("找工作、签合同、参加社会保险、申请补贴。", "Finding work, contracts, social insurance and subsidies."),
    "health": Text(
        "看病报销、慢病待遇、残疾评定和补贴。", "Reimbursement, long illness, assessment of disability and allowances."
    ),
    "marriage": Text(
        "登记结婚，以及随后要改的户口和证件。", "Registering a marriage, and what changes in the register and papers."
    ),
    "retire": Text("办理退休、领养老金和高龄津贴。", "Retiring, pensions and the allowance for old age."),
    "settle": Text(
        "居住证、落户、子女入学和社保转移。",
        "Residence permit, registration, school for children and moving insurance.",
    ),
    "hardship": Text("低保、临时救助和各类减免。", "Minimum allowance, temporary relief and reductions."),
    "close-business": Text(
        "注销登记，以及许可、税务、社保的收尾。", "Deregistration, and ending permits, taxes and insurance."
    ),
    "death": Text(
        "死亡证明、注销户口、丧葬补助和遗产手续。",
        "Certificates, the household register, funeral support and inheritance.",
    ),
}
