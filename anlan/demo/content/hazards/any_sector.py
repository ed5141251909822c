"""Hazard texts that fit many sectors: rooms, street fronts, buildings, enterprises, sites and kitchens."""

from anlan.demo.content.hazards.template import (
    BACKUP,
    BEHAVIOUR,
    CLEAR,
    CORDON,
    ELECTRICAL,
    EQUIPMENT,
    FIRE,
    GAS_OFF,
    LAYOUT,
    MANAGE,
    MANAGEMENT,
    OTHER,
    POWER_OFF,
    WATCH,
    Template,
    major,
    t,
)

ROOMS = (
    t(FIRE, "{floor}{side}疏散通道堆放{goods}，通道净宽被占用约{0.4|0.5|0.6|0.8}米",
      CLEAR, "{2}已全部清离，通道恢复畅通，并在地面划设疏散通道标线"),
    t(FIRE, "{floor}{side}安全出口被{goods}堵塞，疏散指示标志灯损坏{few}处",
      CLEAR, "已清除堵塞安全出口的{2}，更换疏散指示标志灯{3}处，现场测试正常"),
    t(FIRE, "{floor}{side}安全出口门在使用期间上锁，不符合《消防法》第二十八条规定",
      CLEAR, "已拆除门锁，改用推闩式{逃生门锁|紧急开启装置}，由内侧可直接开启"),
    t(FIRE, "{floor}{side}{few}具手提式干粉灭火器压力指针处于红区，不能正常使用",
      BACKUP, "已更换{2}具压力合格的灭火器，建立每月检查登记卡"),
    t(FIRE, "{room}灭火器被{goods}遮挡，取用不便，点位标识缺失",
      BACKUP, "已清理{1}，灭火器移至明显处并张贴点位标识"),
    t(FIRE, "{room}{few}具灭火器无维修合格标识，瓶体锈蚀，铭牌字迹不清",
      BACKUP, "锈蚀灭火器已报废，新购{1}具4公斤干粉灭火器配置到位"),
    t(FIRE, "{floor}{side}{few}盏消防应急照明灯切断主电源后不亮",
      WATCH, "更换应急照明灯{2}盏，断电测试照明正常，持续时间满足要求"),
    t(FIRE,
      "{floor}{side}{few}处疏散指示标志{脱落→重新安装|不亮→更换|被遮挡→清除遮挡物恢复显示|"
      "指示方向错误→更正指向}",
      WATCH, "{2}处疏散指示标志已{3→}，通电显示正常"),
    t(ELECTRICAL, "{room}私拉乱接电源线{few}处，{2|3|4}个移动插排串接使用",
      POWER_OFF, "已拆除私接线路{1}处，增设固定插座{2}个，由持证电工安装"),
    t(ELECTRICAL, "{room}电源线未穿管保护，绝缘层破损，裸露约{5|8|10|15|20}厘米",
      POWER_OFF, "已更换破损导线，穿{阻燃PVC管|金属管}敷设，绝缘测试合格"),
    t(ELECTRICAL,
      "{room}配电箱{箱门缺失→加装箱门|内积尘严重→断电清扫|无警示标识→张贴警示标识|"
      "出线孔未封堵→封堵出线孔}，箱前堆放{goods}",
      POWER_OFF, "配电箱已{1→}，箱前{2}清走，划设0.8米操作区"),
    t(ELECTRICAL, "{room}配电箱内{照明|插座|空调}回路漏电保护器按动试验按钮不动作",
      POWER_OFF, "已更换{1}回路漏电保护器，现场按压试验动作可靠"),
    t(ELECTRICAL, "{room}{取暖器|电磁炉|电热水壶|大功率电炊具}直接放置在可燃物旁使用，无人看管",
      POWER_OFF, "已撤除{1}，明确禁止使用大功率电器并纳入每日下班前检查"),
    t(ELECTRICAL, "{room}照明灯具正下方堆放{goods}，间距不足0.5米",
      CLEAR, "已将{1}移开，与灯具间距保持在0.5米以上"),
    t(BEHAVIOUR,
      "现场抽问{当班人员|从业人员|工作人员}{few}人，{不会使用灭火器|不掌握火警报警方法|不清楚疏散路线}",
      MANAGE, "已组织实操培训，{1}人经现场考问合格，培训记录和照片存档"),
    t(MANAGEMENT, "{month}防火巡查记录缺{n}日，存在一次性补签现象",
      MANAGE, "已明确巡查责任人和签字要求，近7日巡查记录真实完整"),
    t(MANAGEMENT, "{floor}{side}未张贴安全疏散示意图，{安全出口|禁止吸烟|当心触电}标识缺失{few}处",
      WATCH, "已张贴疏散示意图，补齐{2}标识{3}处"),
)  # fmt: skip

# Shops and workshops that open to the street: besides `ROOMS`.
STREET_FRONTS = (
    t(FIRE, "{门厅|楼梯间|后门通道|店内东侧|店内西侧}停放电动自行车{n}辆，其中1辆正在充电",
      CLEAR, "电动自行车已移至室外集中停放点，张贴禁止室内停放充电提示"),
    t(FIRE, "{东侧|西侧|南侧|北侧|后院}外窗防盗网{n}处未设置逃生口，影响逃生和灭火救援",
      WATCH, "已在{1}处防盗网开设可内开逃生口，并向人员告知开启方法"),
    t(FIRE, "{阁楼|二层夹层|里间|储物间}违规住人{few}人，与经营场所未采取防火分隔措施",
      "责令当日搬离住宿人员，整改期间夜间不得留宿", "住宿人员已搬离，床铺拆除，夜间清场检查记录完整"),
    t(OTHER, "门头{广告牌|灯箱|LED显示屏}{左侧|右侧|中部}固定{螺栓|支架}锈蚀松动{few}处，存在坠落风险",
      CORDON, "已更换锈蚀{2}{3}处并加固{0}，现场晃动检查牢固"),
)  # fmt: skip

BUILDINGS = (
    t(FIRE,
      "{side}消防车通道被{货车|小型客车|建筑材料|移动板房}占用，剩余宽度不足4米，"
      "不符合《建筑设计防火规范》要求",
      CLEAR, "占用的{1}已移走，施划消防车通道标线和禁停标识"),
    t(FIRE, "{side}彩钢板房芯材为聚苯乙烯泡沫，用作{库房|值班室|工具间}，面积约{15|20|30|45}平方米",
      "立即清空板房内可燃物并断电，整改前禁止使用", "已拆除该彩钢板房，改用{岩棉夹芯板|砖混结构}重建"),
    t(ELECTRICAL,
      "配电室{绝缘胶垫缺失→铺设绝缘胶垫|未设置挡鼠板→加装挡鼠板|应急照明灯不亮→更换应急照明灯|"
      "堆放杂物→清离杂物}，{month}巡检记录缺{n}次",
      WATCH, "配电室已{0→}，巡检记录由专人填写"),
    t(ELECTRICAL,
      "{配电室|机房|泵房|维修间}{few}号配电柜{接地线脱落→重新连接接地线|出线孔洞未封堵→封堵出线孔洞|"
      "接线端子过热变色→更换接线端子|柜门跨接线断开→恢复柜门跨接线}",
      POWER_OFF, "持证电工已对{0}{1}号配电柜{2→}，测试合格"),
    t(MANAGEMENT, "未按计划组织{综合|专项|现场处置}应急演练，应急预案中{联系人|处置程序|物资清单}未及时修订",
      MANAGE, "已组织应急演练1次并评估，预案{1}修订后重新印发"),
    t(EQUIPMENT,
      "应急物资柜内{急救药品过期|应急手电无电|过滤式自救呼吸器过期|对讲机无法开机}，未按清单配备{n}项",
      MANAGE, "已更换问题物资，按清单补齐{1}项，每月检查登记"),
)  # fmt: skip

KITCHENS = (
    t(FIRE, "后厨{油烟管道|集油盘|排烟罩}油垢较厚，距上次清洗已超过{3|4|5|6}个月，清洗记录不全",
      "清洗前停用该灶台，营业结束后专人检查关火关气", "已委托专业单位清洗{0}，清洗合同、照片和记录存档"),
    t(EQUIPMENT, "后厨{1|2|3}号灶台燃气连接软管长度超过2米，{老化开裂|中间有接头|穿越隔墙}",
      GAS_OFF, "{0}号灶台已更换为不锈钢波纹软管，长度{1.5|1.8}米，无接头，检漏合格"),
    t(EQUIPMENT,
      "{后厨东侧|后厨西侧|灶台上方|后厨入口处}可燃气体报警装置{断电未使用→恢复供电并加锁|探头被油污堵塞→清洗更换探头|"
      "安装高度不符合要求→按气源种类调整安装高度|未与切断阀联动→接入燃气切断阀联动}",
      GAS_OFF, "已由专业人员{1→}，现场模拟试验报警和切断正常"),
    t(EQUIPMENT, "后厨{1|2|3}号{炒灶|蒸灶|大锅灶|矮汤炉}无熄火保护装置，灶前阀{锈蚀|手柄缺失|关闭不严}",
      GAS_OFF, "已更换带熄火保护装置的商用灶具和灶前阀，检漏合格"),
    t(LAYOUT,
      "液化石油气钢瓶间{通风口被封堵→打开通风口|存放面粉和食用油→清离其他物品|"
      "安装普通照明开关→将开关移至室外|门口堆放杂物→清理门口杂物}，存放15公斤钢瓶{n}只",
      GAS_OFF, "钢瓶间已{0→}，{1}只钢瓶分类固定存放"),
    t(EQUIPMENT, "{后厨灶台下方|后厨东侧|后厨西侧|后厨门口}液化气钢瓶与灶具净距不足0.5米，减压阀无防伪标识",
      GAS_OFF, "钢瓶移至专用位置，与灶具净距大于0.5米，减压阀更换为合格产品"),
    t(EQUIPMENT, "后厨使用的{few}只液化气钢瓶超过检验有效期，瓶身二维码无法识别",
      GAS_OFF, "超期钢瓶已退回充装单位，更换检验合格且可追溯的钢瓶{0}只"),
    t(BEHAVIOUR, "后厨{厨师|帮工|当班人员}{few}人不了解燃气泄漏处置方法，{month}未开展用气安全自查",
      MANAGE, "燃气公司上门开展用气安全培训，{1}人现场演示关阀、通风、检漏操作合格"),
    t(FIRE, "后厨{灶台区|面点间|备餐区|油炸区}未配备灭火毯，{1|2}具灭火器{设置在灶台后方|被食材遮挡|放置在柜内}，取用不便",
      BACKUP, "已配置灭火毯2块，灭火器移至后厨出口处"),
    t(ELECTRICAL, "后厨{冰柜|蒸箱|消毒柜|和面机}电源插座距水池过近且无防溅盖，外壳未接地",
      POWER_OFF, "已移位并更换带防溅盖的插座，{0}外壳可靠接地"),
)  # fmt: skip

# Bottled gas where the public eats, or underground: dangerous goods used against the rules in a crowded place
# (GB 35181-2017).
KITCHEN_MAJORS = (
    major(FIRE, "一层营业大厅（公共用餐区）内存放使用15公斤液化石油气钢瓶{6|8|10}只，违反消防安全规定",
          "责令停止营业，钢瓶全部移出室外由供气单位回收",
          "钢瓶已全部清出，改用电磁灶，经消防、城管联合复查合格"),
    major(FIRE, "地下一层厨房使用瓶装液化石油气{2|3|4}瓶，无通风和泄漏报警设施",
          "立即停业停气，钢瓶移至室外安全地点", "地下厨房已停用，改造为电气化厨房，联合验收合格"),
)  # fmt: skip

# Buildings large enough to have fire doors, indoor hydrants and a fire control room.
LARGE_BUILDINGS = (
    t(FIRE,
      "{办公楼|综合楼|生产区|仓储区|主楼}{side}室内消火栓箱内缺少{水枪|水带|水带接口垫圈}{few}处，"
      "箱前堆放杂物",
      BACKUP, "已配齐{2}{3}处，箱前杂物清理完毕，逐个出水测试正常"),
    t(FIRE, "{一层|二层|三层|地下一层}{东侧|西侧|南侧|北侧}{few}樘常闭式防火门闭门器损坏，门扇不能自行关闭",
      WATCH, "已更换闭门器{2}套，防火门能自行关闭严密"),
    t(FIRE, "消防控制室火灾报警控制器显示{few}处故障未处理，{month}值班记录有{n}日空缺",
      WATCH, "故障点位{0}处已由维保单位修复，值班记录按时填写"),
)  # fmt: skip

ENTERPRISES = (
    t(MANAGEMENT, "{month}新入职人员{n}人未经三级安全教育培训即上岗，违反《安全生产法》第二十八条规定",
      "责令上述人员暂停上岗，经培训考核合格后恢复", "{1}人已完成培训并考核合格，档案一人一档"),
    t(MANAGEMENT, "安全风险分级管控清单未更新，{n}处较大风险部位未设置风险告知牌",
      MANAGE, "已重新辨识风险，更新管控清单，设置风险告知牌{0}处"),
    t(MANAGEMENT, "事故隐患排查治理台账不闭环，{month}登记的{n}项隐患无整改责任人和完成时间",
      MANAGE, "已补齐{1}项隐患的整改责任人、措施和时限，逐项销号"),
    t(MANAGEMENT,
      "与{承租|外包施工|保洁外包|维保}单位签订的协议未明确双方安全管理职责，近期现场检查记录缺{few}次",
      MANAGE, "已与{0}单位重新签订安全管理协议，建立每月联合检查制度"),
    t(BEHAVIOUR,
      "{作业现场|维修现场|装卸现场|库区}{few}名作业人员未佩戴{安全帽|防护手套|防护眼镜}，"
      "未按规定正确使用劳动防护用品",
      "立即纠正，未按规定佩戴防护用品不得作业", "已配发{2}并现场佩戴，对{1}名人员进行教育，纳入班前检查"),
    t(MANAGEMENT, "全员安全生产责任制未覆盖{仓管|装卸|维修|保洁|门卫}岗位，{few}个岗位责任书未签订",
      MANAGE, "已补充{0}岗位安全职责，{1}个岗位签订责任书"),
    t(MANAGEMENT, "{月度|季度}安全例会记录缺{few}次，主要负责人{month}未带队开展隐患排查",
      MANAGE, "主要负责人已带队排查并召开安全例会，会议和检查记录存档"),
    t(MANAGEMENT, "{电工|焊工|叉车司机|高处作业人员}持证台账未更新，{few}人证件复审日期临近未登记提醒",
      MANAGE, "已建立持证人员台账和到期提醒，{0}证件复印件上墙备查"),
    t(FIRE, "{办公区|值班室|休息区|库房门口}{few}具灭火器压力不足，{month}点检卡未填写",
      BACKUP, "已更换{0}灭火器{1}具，点检卡按月填写"),
    t(ELECTRICAL, "{办公区|值班室|休息区|宿舍}使用{电热毯|电炉|“小太阳”取暖器}，插线板放置在可燃物上",
      POWER_OFF, "已清除{1}，对值班和住宿人员进行用电安全教育"),
)  # fmt: skip

# Lines and structures out of doors that are patrolled.
PATROLLED = (
    t(MANAGEMENT, "{北侧|东侧|入口处|临近道路处}安全警示标志{缺失|褪色|倾倒}{few}处，{month}巡查未记录",
      CORDON, "已补设更换警示标志{2}处，巡查记录逐次填写"),
    t(MANAGEMENT, "隐患排查台账未闭环，{month}登记的{n}项问题无复查记录",
      MANAGE, "已逐项复查销号{1}项，台账由专人更新"),
    t(FIRE, "{值班房|材料库|管理用房|工具房}未配置灭火器，线路乱拉，使用电热器具{few}台",
      WATCH, "{0}配置灭火器2具，清除电热器具{1}台，线路规范敷设"),
    t(MANAGEMENT, "{应急抢修|应急处置|极端天气应对}预案未修订，应急物资清单与实物有{n}项不符",
      MANAGE, "{0}预案已修订并培训，应急物资补齐{1}项"),
)  # fmt: skip

# Works out of doors.
SITES = (
    t(MANAGEMENT, "{month}班前安全教育记录缺{n}次，签字由他人代签",
      MANAGE, "已落实班前教育制度，近一周记录本人签字齐全"),
    t(MANAGEMENT, "现场{北侧|东侧|入口处|临时便道旁}安全警示标志缺失{few}处，夜间无警示灯",
      CORDON, "已补设警示标志{1}处，加装太阳能警示灯"),
    t(MANAGEMENT, "隐患排查台账未闭环，{month}登记的{n}项问题无复查记录",
      MANAGE, "已逐项复查销号{1}项，台账由专人更新"),
    t(FIRE, "{值班房|材料库|管理用房|工具房}未配置灭火器，线路乱拉，使用电热器具{few}台",
      WATCH, "{0}配置灭火器2具，清除电热器具{1}台，线路规范敷设"),
    t(BEHAVIOUR, "{few}名现场人员未{穿反光背心|佩戴安全帽|按规定穿防滑鞋}进入作业区域",
      "责令立即离开作业区域，佩戴齐全后方可进入", "已补发个体防护用品，入口处设专人检查"),
)  # fmt: skip

_PUBLIC = (
    "kindergarten primary_school teaching_point middle_school vocational_school township_hospital nursing_home"
    " welfare_institute cultural_venue"
).split()
_PUBLIC_SMALL = "village_clinic clinic community_health rural_elder_home day_care travel_agency funeral_home".split()
_LARGE = (
    "large_restaurant office_tower lift_site mall supermarket wholesale_market cinema hotel hospital amusement_ride"
).split()
_STRUCTURES = "sluice pump_station dike_section power_line oil_gas_pipeline".split()
_YARDS = (
    "petrol_station industrial_gas_shop gas_refuelling_station gas_pipeline_station lpg_plant bus_company"
    " coach_station freight_company hazmat_carrier driving_school taxi_company scenic_spot livestock_farm"
    " biogas_plant farm_coop waterworks substation power_user solar_plant charging_station"
).split()


def common_templates(kind: str, scale: str) -> tuple[Template, ...]:
    """The templates of this file that fit the kind; `scale` is that of `KindSpec`."""
    if kind in _PUBLIC:
        return ROOMS + BUILDINGS
    if kind in _PUBLIC_SMALL:
        return ROOMS
    if kind in _LARGE:
        return ROOMS + BUILDINGS + LARGE_BUILDINGS + ENTERPRISES
    if kind == "residential_block":
        return BUILDINGS + LARGE_BUILDINGS
    if kind in _STRUCTURES:
        return PATROLLED
    if kind in _YARDS:
        return ENTERPRISES
    return {"small": ROOMS + STREET_FRONTS, "site": SITES}.get(scale, BUILDINGS + ENTERPRISES)
