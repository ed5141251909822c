"""The kinds of place of the demo city: how they are called, how they are named, and what they usually are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of place.

    `scale` is small (九小 size), unit (an organisation with staff and buildings) or site (works, lines and water
    structures out of doors). `names` are patterns over {a} area, {c} prefix of a registered company, {p} township,
    {b} trade name, {v} village, {n} number, {z} Chinese number, {s} surname, {r} river. `chance_tags` are tags
    with the probability that a place of this kind carries them. `industry` is the GB/T 4754-2017 class or "".
    """

    code: str
    zh: str
    en: str
    scale: str
    industry: str
    staff: tuple[int, int]
    names: tuple[str, ...]
    tags: tuple[str, ...] = ()
    chance_tags: tuple[tuple[str, float], ...] = ()


_NINE = ("nine_small",)
_STREET = (("self_built", 0.22), ("urban_fringe", 0.12), ("old_housing", 0.06))
_CROWD = ("crowded",)
_FRINGE = (("urban_fringe", 0.3),)
_TALL = (("high_rise", 0.25),)

K = KindSpec

KIND_SPECS: tuple[KindSpec, ...] = (
    # hazardous chemicals
    K("chemical_plant", "化工生产企业", "Chemical plant", "unit", "2614", (40, 420), ("{c}{b}化工有限公司",
      "{c}{b}精细化工有限公司", "{c}{b}新材料有限公司"), (), (("major_hazard_installation", 0.3),
      ("confined_space", 0.8))),
    K("chemical_store", "危险化学品仓储经营企业", "Hazardous chemicals warehouse", "unit", "5942", (8, 45),
      ("{c}{b}化工仓储有限公司", "{c}{b}化工产品销售有限公司"), (), (("major_hazard_installation", 0.12),
      *_FRINGE)),
    K("petrol_station", "加油站", "Petrol station", "unit", "5265", (4, 14), ("{a}{p}{b}加油站",
      "{c}{b}石油有限公司{p}加油站", "{a}{b}加油站"), (), (("urban_fringe", 0.35),)),
    K("industrial_gas_shop", "工业气体经营点", "Industrial gas dealer", "unit", "", (3, 12),
      ("{c}{b}气体有限公司", "{a}{p}{b}氧气经营部"), (), _FRINGE),
    K("paint_shop", "油漆涂料店", "Paint shop", "small", "", (1, 4), ("{a}{p}{b}油漆经营部", "{a}{b}涂料店"),
      _NINE, _STREET),
    K("firework_shop", "烟花爆竹零售店", "Firework shop", "small", "", (1, 3),
      ("{a}{p}{v}{s}家烟花爆竹零售店", "{a}{p}{b}烟花爆竹零售店"), _NINE),
    # gas
    K("restaurant", "餐馆", "Restaurant", "small", "6210", (2, 16), ("{a}{b}餐馆", "{a}{p}{s}记胡辣汤店",
      "{a}{p}{s}记烩面馆", "{a}{p}{s}记羊肉汤馆", "{a}{b}火锅店", "{a}{b}烧烤店", "{a}{p}{s}家饺子馆",
      "{a}{p}{b}快餐店", "{a}{b}土菜馆", "{a}{p}{b}饭庄"), _NINE, _STREET),
    K("large_restaurant", "大型餐饮场所", "Large restaurant", "unit", "6210", (25, 120), ("{a}{b}大酒店",
      "{a}{b}酒楼", "{c}{b}餐饮管理有限公司{p}店", "{a}{b}宴会中心"), _CROWD, _TALL),
    K("canteen", "单位食堂", "Canteen", "unit", "", (4, 22), ("{c}{b}实业有限公司职工食堂", "{a}{b}中学食堂",
      "{a}{p}{b}产业园食堂")),
    K("lpg_plant", "液化石油气储配站", "LPG filling plant", "unit", "4512", (9, 36),
      ("{c}{b}液化气有限公司储配站", "{a}{p}{b}液化气充装站"), (), (("major_hazard_installation", 0.6),
      *_FRINGE)),
    K("lpg_depot", "瓶装液化石油气供应站", "LPG cylinder depot", "small", "4512", (2, 6),
      ("{a}{p}{b}液化气供应站", "{a}{b}液化石油气{p}供应点"), (), _FRINGE),
    K("gas_refuelling_station", "天然气加气站", "Natural gas refuelling station", "unit", "", (6, 18),
      ("{a}{p}{b}天然气加气站", "{c}{b}燃气有限公司{p}加气站"), (), _FRINGE),
    K("gas_pipeline_station", "管道燃气场站", "Piped gas station", "unit", "4511", (3, 30),
      ("{c}{b}天然气有限公司{p}{v}调压站", "{c}{b}燃气有限公司{p}门站"), (), _FRINGE),
    K("residential_block", "住宅小区", "Residential compound", "unit", "7020", (4, 35), ("{b}花园小区",
      "{b}家园", "{b}苑小区", "{p}{b}小区", "{b}佳苑", "{b}嘉园{z}期"), (), (("old_housing", 0.45),
      ("high_rise", 0.4))),
    # industry and trade
    K("workshop", "小型生产加工作坊", "Small workshop", "small", "", (2, 14), ("{a}{p}{b}加工厂",
      "{a}{p}{v}{s}家食品加工坊", "{a}{p}{b}塑料制品厂", "{a}{p}{b}铝合金门窗加工部", "{a}{p}{b}印刷厂",
      "{a}{p}{v}{b}服装加工厂", "{a}{p}{b}豆制品加工坊", "{a}{b}五金加工部"), _NINE, (("self_built", 0.35),
      ("urban_fringe", 0.3))),
    K("food_factory", "食品加工企业", "Food factory", "unit", "1419", (30, 620), ("{c}{b}食品有限公司",
      "{c}{b}休闲食品有限公司", "{c}{b}调味品有限公司"), (), (("confined_space", 0.6),)),
    K("meat_plant", "屠宰及肉类加工企业", "Slaughter and meat plant", "unit", "1353", (40, 800),
      ("{c}{b}肉类食品有限公司", "{c}{b}牧业屠宰有限公司", "{c}{b}禽业有限公司"), ("ammonia",
      "confined_space"), (("major_hazard_installation", 0.15),)),
    K("cold_store", "冷库", "Cold store", "unit", "5930", (6, 90), ("{c}{b}冷链物流有限公司",
      "漯河市{a}{p}{b}液氨冷库", "{c}{b}冷冻食品有限公司"), ("ammonia",), _FRINGE),
    K("furniture_factory", "木制家具企业", "Wood furniture factory", "unit", "2110", (12, 150),
      ("{c}{b}家具有限公司", "{c}{b}木业有限公司", "{c}{b}家居制造有限公司"), ("dust",), _FRINGE),
    K("shoe_factory", "制鞋企业", "Shoe factory", "unit", "1952", (30, 480), ("{c}{b}鞋业有限公司",
      "{c}{b}制鞋有限公司")),
    K("machinery_factory", "机械加工企业", "Machinery works", "unit", "3484", (15, 260),
      ("{c}{b}机械制造有限公司", "{c}{b}液压机械有限公司", "{c}{b}机电设备有限公司"), (), _FRINGE),
    K("paper_mill", "造纸及纸制品企业", "Paper and board mill", "unit", "2231", (25, 350),
      ("{c}{b}纸业有限公司", "{c}{b}包装制品有限公司"), ("confined_space",)),
    K("building_materials", "建材企业", "Building materials plant", "unit", "3021", (18, 120),
      ("{c}{b}建材有限公司", "{c}{b}商品混凝土有限公司", "{c}{b}水泥制品有限公司"), ("confined_space",),
      _FRINGE),
    K("flour_mill", "面粉加工企业", "Flour mill", "unit", "", (15, 160), ("{c}{b}面粉有限公司",
      "{c}{b}面业有限公司"), ("dust",), _FRINGE),
    K("feed_mill", "饲料加工企业", "Feed mill", "unit", "", (15, 140), ("{c}{b}饲料有限公司",
      "{c}{b}生物饲料有限公司"), ("dust", "confined_space"), _FRINGE),
    # construction
    K("construction_site", "房屋建筑工地", "Building site", "site", "", (25, 320), ("{b}府项目{n}号楼工程",
      "{b}花园{z}期项目", "{p}{v}安置房项目", "{b}产业园{n}号厂房工程", "{a}{b}学校教学楼项目"), (),
      (("high_rise", 0.4), ("urban_fringe", 0.2))),
    K("municipal_site", "市政工程工地", "Municipal works site", "site", "", (12, 90),
      ("{a}{p}道路改造工程{n}标段", "{a}{p}雨污分流工程{n}标段", "{p}{v}供热管网工程{n}标段"), (),
      (("confined_space", 0.7),)),
    K("rural_house_site", "自建房施工点", "Self-built house site", "site", "", (4, 12),
      ("{p}{v}村{s}姓村民自建房施工点", "{p}{v}村{n}组自建房施工点"), ("self_built",), _FRINGE),
    K("decoration_site", "装饰装修施工点", "Fitting-out site", "site", "", (5, 40), ("{b}商铺装饰装修工程",
      "{a}{b}酒店装修改造工程", "{b}办公楼装饰工程"), (), _TALL),
    K("demolition_site", "拆除工地", "Demolition site", "site", "5021", (6, 30), ("{p}{v}旧厂房拆除工程",
      "{p}{v}片区房屋拆除工程{n}标段")),
    # road transport
    K("bus_company", "客运企业", "Bus company", "unit", "5421", (20, 300), ("{c}{b}客运有限公司",
      "{c}{b}城乡公交有限公司", "{c}{b}旅游汽车有限公司")),
    K("coach_station", "汽车客运站", "Coach station", "unit", "5441", (6, 70), ("{a}{p}汽车客运站",
      "{a}{p}{v}客运站"), _CROWD),
    K("freight_company", "普通货运企业", "Freight company", "unit", "5431", (5, 120), ("{c}{b}运输有限公司",
      "{c}{b}物流有限公司", "{c}{b}汽车运输服务有限公司"), (), _FRINGE),
    K("hazmat_carrier", "危险货物运输企业", "Dangerous goods carrier", "unit", "5435", (15, 130),
      ("{c}{b}危险品运输有限公司", "{c}{b}化工物流有限公司"), (), _FRINGE),
    K("repair_shop", "机动车维修店", "Vehicle repair shop", "small", "8111", (2, 14), ("{a}{p}{b}汽车修理厂",
      "{a}{b}汽车维修服务部", "{a}{p}{s}师傅轮胎补修店", "{a}{b}汽车钣金喷漆店"), _NINE, (("self_built", 0.2),
      ("urban_fringe", 0.3))),
    K("driving_school", "驾驶培训机构", "Driving school", "unit", "", (8, 60),
      ("{c}{b}机动车驾驶员培训有限公司", "{a}{b}驾校")),
    K("taxi_company", "出租汽车企业", "Taxi company", "unit", "5413", (20, 200),
      ("{c}{b}出租汽车有限公司",)),
    K("logistics_park", "货运场站", "Freight yard", "unit", "5442", (15, 160), ("{c}{b}物流园",
      "{c}{b}货运中心"), (), _FRINGE),
    # special equipment
    K("lift_site", "电梯使用单位", "Lift user", "unit", "7020", (5, 40), ("{b}大厦", "{b}国际商务中心",
      "{b}公寓物业服务中心", "{b}城市广场"), (), (("high_rise", 0.7), ("crowded", 0.3))),
    K("boiler_user", "锅炉使用单位", "Boiler user", "unit", "", (12, 220), ("{c}{b}热能有限公司",
      "{c}{b}豆制品有限公司", "{c}{b}纺织印染有限公司")),
    K("pressure_vessel_user", "压力容器使用单位", "Pressure vessel user", "unit", "", (15, 260),
      ("{c}{b}罐头食品有限公司", "{c}{b}橡胶制品有限公司", "{c}{b}新型墙材有限公司",
      "{c}{b}医疗器械有限公司")),
    K("forklift_user", "叉车使用单位", "Forklift user", "unit", "", (10, 200), ("{c}{b}仓储有限公司",
      "{c}{b}商贸物流有限公司", "{c}{b}饮品有限公司")),
    K("crane_user", "起重机械使用单位", "Crane user", "unit", "", (12, 180), ("{c}{b}钢结构有限公司",
      "{c}{b}重工有限公司", "{c}{b}金属制品有限公司")),
    K("amusement_ride", "大型游乐设施运营单位", "Amusement ride operator", "unit", "9020", (8, 60),
      ("{a}{b}游乐园", "{b}水上游乐场", "{a}{b}儿童乐园"), _CROWD),
    K("cylinder_filling", "气瓶充装单位", "Cylinder filling plant", "unit", "", (8, 40),
      ("{c}{b}制氧有限公司", "{a}{p}{b}气体充装站"), (), _FRINGE),
    K("bathhouse", "小型洗浴场所", "Small bathhouse", "small", "8051", (2, 14), ("{a}{p}{b}洗浴中心",
      "{a}{b}浴池", "{a}{b}足浴店"), _NINE, _STREET),
    # fire
    K("shop", "小商店", "Small shop", "small", "", (1, 5), ("{a}{p}{b}便利店", "{a}{p}{b}超市",
      "{a}{b}烟酒店", "{a}{p}{b}日用百货店", "{a}{b}文具店", "{a}{p}{b}五金店", "{a}{b}水果店",
      "{a}{b}服装店", "{a}{p}{b}鞋店", "{a}{b}电动车专卖店", "{a}{p}{v}{s}家商店"), _NINE, _STREET),
    K("small_hotel", "小旅馆", "Small hotel", "small", "6129", (2, 10), ("{a}{b}宾馆", "{a}{p}{b}旅馆",
      "{a}{b}快捷酒店", "{a}{p}{b}民宿"), _NINE, _STREET),
    K("beauty_salon", "美容美发店", "Beauty and hair salon", "small", "8040", (1, 8), ("{a}{b}美发店",
      "{a}{b}美容院", "{a}{p}{b}理发店", "{a}{b}美甲店"), _NINE, _STREET),
    K("small_warehouse", "小仓库", "Small warehouse", "small", "", (1, 6), ("{a}{p}{b}仓库",
      "{a}{p}{v}{b}快递站点", "{a}{b}家电仓库"), _NINE, (("self_built", 0.3), ("urban_fringe", 0.4))),
    K("rental_house", "自建房出租屋", "Rented self-built house", "small", "", (1, 3),
      ("{p}{v}村{n}号自建房出租屋", "{p}{v}村{s}姓房东出租屋"), ("self_built",), (("urban_fringe", 0.6),)),
    K("office_tower", "高层公共建筑", "High-rise public building", "unit", "7020", (12, 60), ("{b}大厦",
      "{b}财富中心", "{b}商务大厦"), ("high_rise", "crowded")),
    K("wholesale_market", "批发市场", "Wholesale market", "unit", "7223", (10, 90), ("{a}{b}批发市场",
      "{a}{b}建材市场", "{a}{b}商贸城"), _CROWD, _FRINGE),
    # education
    K("kindergarten", "幼儿园", "Kindergarten", "small", "8310", (6, 35), ("{p}{b}幼儿园", "{p}{v}幼儿园",
      "{a}{b}幼儿园", "{a}{b}第{z}幼儿园"), ("nine_small", "crowded"), (("self_built", 0.1),)),
    K("primary_school", "小学", "Primary school", "unit", "8321", (10, 90), ("{p}{v}小学",
      "{p}中心小学{v}校区", "{a}{b}小学"), _CROWD),
    K("teaching_point", "教学点", "Village teaching point", "small", "8321", (3, 9), ("{p}{v}教学点",),
      ("nine_small", "crowded")),
    K("middle_school", "中学", "Middle school", "unit", "8331", (40, 260), ("{p}{v}初级中学", "{a}{b}中学",
      "{a}{b}高级中学"), _CROWD),
    K("vocational_school", "职业学校", "Vocational school", "unit", "8336", (30, 220), ("{a}{b}中等职业学校",
      "漯河{b}技工学校"), _CROWD),
    K("training_centre", "校外培训机构", "Tutoring centre", "small", "", (3, 18), ("{a}{b}教育培训学校",
      "{a}{b}艺术培训中心", "{a}{b}托管中心"), ("nine_small", "crowded"), (("high_rise", 0.1), *_STREET)),
    # culture and tourism
    K("internet_cafe", "网吧", "Internet cafe", "small", "9013", (2, 10), ("{a}{b}网吧", "{a}{b}网咖",
      "{a}{b}电竞馆"), ("nine_small", "crowded"), _STREET),
    K("ktv", "歌舞娱乐场所", "Karaoke and dance hall", "small", "9011", (4, 24), ("{a}{b}歌舞厅",
      "{a}{b}量贩KTV", "{a}{b}音乐酒吧"), ("nine_small", "crowded"), _STREET),
    K("cinema", "电影院", "Cinema", "unit", "8760", (8, 30), ("{a}{b}影城", "{a}{b}国际影院"), _CROWD),
    K("hotel", "宾馆酒店", "Hotel", "unit", "6110", (15, 130), ("{a}{b}宾馆", "{a}{b}商务酒店",
      "{a}{b}假日酒店"), _CROWD, _TALL),
    K("scenic_spot", "旅游景区", "Scenic spot", "unit", "", (8, 80), ("{p}{b}生态园", "{p}{v}乡村旅游区",
      "{a}{b}文化园"), _CROWD),
    K("cultural_venue", "文化场馆", "Cultural venue", "unit", "8870", (3, 40), ("{p}综合文化站",
      "{a}{b}美术馆", "{a}{p}{v}农家书屋"), (), (("crowded", 0.5),)),
    K("travel_agency", "旅行社", "Travel agency", "small", "7291", (2, 14), ("{c}{b}旅行社有限公司",
      "{a}{b}旅行社营业部")),
    # commerce
    K("supermarket", "超市", "Supermarket", "unit", "5212", (8, 90), ("{a}{b}生活超市", "{a}{p}{b}购物广场",
      "{c}{b}商贸有限公司{p}店"), _CROWD),
    K("mall", "商场", "Shopping mall", "unit", "7222", (60, 420), ("{a}{b}购物中心", "{a}{b}百货商场"),
      _CROWD, _TALL),
    K("farm_market", "农贸市场", "Farm produce market", "unit", "7223", (4, 30), ("{p}{b}农贸市场",
      "{a}{p}{v}集贸市场"), _CROWD),
    K("car_dealer", "汽车销售企业", "Car dealer", "unit", "5261", (12, 90), ("{c}{b}汽车销售服务有限公司",),
      (), _FRINGE),
    # health
    K("village_clinic", "村卫生室", "Village clinic", "small", "8424", (1, 4), ("{a}{p}{v}村卫生室",),
      _NINE),
    K("clinic", "诊所", "Clinic", "small", "8425", (2, 10), ("{a}{b}诊所", "{a}{b}口腔门诊部",
      "{a}{p}{s}氏中医诊所", "{a}{p}{b}诊所"), _NINE, _STREET),
    K("community_health", "社区卫生服务站", "Community health station", "small", "8421", (4, 18),
      ("{p}{b}社区卫生服务站",), _NINE),
    K("township_hospital", "乡镇卫生院", "Township hospital", "unit", "8423", (25, 130), ("{p}卫生院",
      "{p}卫生院{v}分院"), _CROWD),
    K("hospital", "医院", "Hospital", "unit", "8411", (60, 600), ("漯河{b}医院", "{a}{b}骨科医院",
      "{a}{b}妇产医院", "{a}{b}眼科医院"), _CROWD, _TALL),
    # civil affairs
    K("nursing_home", "养老机构", "Nursing home", "unit", "8514", (6, 60), ("{p}敬老院{v}院区",
      "{a}{b}养老服务中心", "{a}{b}老年公寓", "{a}{b}养老院"), _CROWD),
    K("rural_elder_home", "农村幸福院", "Rural mutual-aid home", "small", "", (1, 5), ("{p}{v}村幸福院",), (),
      (("self_built", 0.1),)),
    K("day_care", "日间照料中心", "Day care centre for the elderly", "small", "", (2, 9),
      ("{p}{b}社区日间照料中心",), (), (("old_housing", 0.3),)),
    K("welfare_institute", "社会福利和救助机构", "Welfare institution", "unit", "", (10, 60), ("{a}{b}福利院",
      "{a}救助管理站{v}站点"), _CROWD),
    K("funeral_home", "殡葬服务机构", "Funeral service", "unit", "8080", (6, 50), ("{a}{p}殡仪服务站",
      "{a}{b}公益性公墓")),
    # agriculture
    K("farm_coop", "农机合作社", "Farm machinery cooperative", "unit", "0512", (4, 30),
      ("{a}{p}{b}农机专业合作社",)),
    K("farm_supply", "农资经营店", "Farm supply shop", "small", "", (1, 4), ("{a}{p}{b}农资店",
      "{a}{p}{v}农资服务部", "{a}{p}{b}种子农药经营部"), _NINE, (("self_built", 0.3),)),
    K("livestock_farm", "畜禽养殖场", "Livestock farm", "unit", "0313", (3, 40), ("{a}{p}{b}养殖场",
      "{c}{b}生态养殖有限公司", "{a}{p}{v}{s}氏养殖场"), (), (("confined_space", 0.7),)),
    K("biogas_plant", "沼气工程", "Biogas plant", "unit", "", (2, 10), ("{p}{v}沼气集中供气站",
      "{a}{b}沼气工程"), ("confined_space",)),
    K("grain_dryer", "粮食烘干点", "Grain drying point", "unit", "0514", (3, 18), ("{a}{p}{b}粮食烘干中心",
      "{a}{p}{v}烘干服务点"), (), (("dust", 0.3),)),
    K("agri_processing", "农产品初加工点", "Primary produce processing point", "small", "0514", (2, 16),
      ("{a}{p}{b}蔬菜保鲜库", "{a}{p}{b}花生加工坊", "{a}{p}{b}辣椒烘干加工点"), _NINE),
    # water
    K("sluice", "水闸", "Sluice", "site", "7610", (2, 16), ("{r}{v}节制闸", "{r}{v}退水闸", "{r}{v}进水闸"),
      (), _FRINGE),
    K("pump_station", "泵站", "Pump station", "site", "7610", (1, 10), ("{p}{v}提灌站", "{r}{v}排涝泵站")),
    K("waterworks", "农村供水厂", "Rural waterworks", "unit", "4610", (3, 25), ("{p}{v}供水厂",
      "{p}{v}集中供水站"), ("confined_space",)),
    K("water_works_site", "水利工程工地", "Water works site", "site", "", (15, 120), ("{r}治理工程{p}{v}段",
      "{p}高标准农田水利配套工程{n}标段"), (), (("confined_space", 0.3),)),
    K("dike_section", "堤防险工段", "Dike section at risk", "site", "7610", (1, 6), ("{r}左岸{v}险工段",
      "{r}右岸{v}堤防段")),
    # power and pipelines
    K("substation", "变电站", "Substation", "unit", "4420", (2, 12), ("110千伏{b}变电站", "35千伏{b}变电站",
      "220千伏{b}变电站")),
    K("power_user", "专变用户配电室", "Customer switch room", "unit", "", (2, 20),
      ("{c}{b}实业有限公司配电室", "{b}小区配电室", "{c}{b}科技有限公司配电室")),
    K("power_line", "输配电线路段", "Power line section", "site", "4420", (2, 12), ("10千伏{b}线{v}段",
      "110千伏{b}线{v}段")),
    K("solar_plant", "光伏电站", "Solar power plant", "unit", "4416", (2, 12), ("{p}{v}光伏电站",
      "{c}{b}新能源有限公司屋顶光伏项目")),
    K("oil_gas_pipeline", "油气长输管道段", "Oil and gas pipeline section", "site", "5720", (2, 10),
      ("输气管道{p}{v}段", "成品油管道{p}{v}段", "输气管道{v}阀室")),
    K("charging_station", "充电站", "Charging station", "unit", "", (1, 6), ("{a}{b}充电站",
      "{p}{v}公共充电站"), (), _FRINGE),
    K("heat_power_plant", "热电企业", "Heat and power plant", "unit", "4412", (40, 260),
      ("{c}{b}热电有限公司", "{c}{b}生物质发电有限公司"), ("confined_space",)),
)  # fmt: skip

# How the premises of a sector divide among kinds, in parts per hundred.
SECTOR_KINDS: dict[str, dict[str, int]] = {
    "hazardous_chemicals": {
        "petrol_station": 45, "paint_shop": 22, "firework_shop": 9, "industrial_gas_shop": 10, "chemical_plant": 7,
        "chemical_store": 7,
    },
    "gas": {
        "restaurant": 70, "residential_block": 11, "large_restaurant": 4, "canteen": 5, "lpg_depot": 4,
        "gas_pipeline_station": 3, "gas_refuelling_station": 2, "lpg_plant": 1,
    },
    "industry_trade": {
        "workshop": 52, "food_factory": 10, "machinery_factory": 9, "building_materials": 5, "furniture_factory": 5,
        "shoe_factory": 4, "meat_plant": 3, "cold_store": 3, "flour_mill": 3, "feed_mill": 3, "paper_mill": 3,
    },
    "construction": {
        "construction_site": 45, "rural_house_site": 25, "municipal_site": 15, "decoration_site": 10,
        "demolition_site": 5,
    },
    "road_transport": {
        "repair_shop": 42, "freight_company": 28, "hazmat_carrier": 7, "driving_school": 7, "bus_company": 5,
        "coach_station": 4, "taxi_company": 4, "logistics_park": 3,
    },
    "special_equipment": {
        "lift_site": 26, "forklift_user": 18, "bathhouse": 20, "pressure_vessel_user": 12, "boiler_user": 10,
        "crane_user": 9, "amusement_ride": 3, "cylinder_filling": 2,
    },
    "fire": {
        "shop": 34, "restaurant": 19, "beauty_salon": 12, "workshop": 9, "small_hotel": 9, "bathhouse": 5,
        "small_warehouse": 5, "rental_house": 2, "residential_block": 2, "office_tower": 2, "wholesale_market": 1,
    },
    "education": {
        "kindergarten": 38, "training_centre": 28, "primary_school": 16, "teaching_point": 8, "middle_school": 7,
        "vocational_school": 3,
    },
    "culture_tourism": {
        "internet_cafe": 30, "ktv": 28, "hotel": 16, "cultural_venue": 8, "travel_agency": 8, "scenic_spot": 6,
        "cinema": 4,
    },
    "commerce": {
        "shop": 54, "restaurant": 28, "supermarket": 8, "farm_market": 4, "car_dealer": 4, "mall": 2,
    },
    "health": {"village_clinic": 42, "clinic": 32, "community_health": 14, "township_hospital": 7, "hospital": 5},
    "civil_affairs": {
        "rural_elder_home": 38, "nursing_home": 28, "day_care": 22, "funeral_home": 7, "welfare_institute": 5,
    },
    "agriculture": {
        "farm_supply": 40, "livestock_farm": 22, "farm_coop": 16, "agri_processing": 12, "grain_dryer": 6,
        "biogas_plant": 4,
    },
    "water": {"pump_station": 34, "waterworks": 24, "sluice": 22, "water_works_site": 12, "dike_section": 8},
    "power_pipelines": {
        "power_user": 28, "charging_station": 20, "substation": 16, "solar_plant": 14, "power_line": 12,
        "oil_gas_pipeline": 8, "heat_power_plant": 2,
    },
}  # fmt: skip

SCALES: dict[str, str] = {spec.code: spec.scale for spec in KIND_SPECS}
