// Printed from graph_schema/vocabulary by `python -m visual.codes`.

export const levels = {
  "L4_HIGH": {
    "member": "ORANGE",
    "label": {
      "zhHans": "橙 高风险",
      "zhHant": "橙 高風險",
      "en": "Orange · high"
    },
    "letter": "H"
  },
  "L3_MED": {
    "member": "YELLOW",
    "label": {
      "zhHans": "黄 中风险",
      "zhHant": "黃 中風險",
      "en": "Yellow · medium"
    },
    "letter": "M"
  },
  "L2_LOW": {
    "member": "BLUE",
    "label": {
      "zhHans": "蓝 低风险",
      "zhHant": "藍 低風險",
      "en": "Blue · low"
    },
    "letter": "L"
  },
  "L1_NORM": {
    "member": "GREEN",
    "label": {
      "zhHans": "绿 正常",
      "zhHant": "綠 正常",
      "en": "Green · normal"
    },
    "letter": "N"
  }
} as const

export type LevelCode = keyof typeof levels

export const parties = {
  "COM": {
    "member": "COMMUNITY",
    "label": {
      "zhHans": "社区",
      "zhHant": "社區",
      "en": "Community"
    },
    "mark": "社"
  },
  "ORG": {
    "member": "ORGANISATION",
    "label": {
      "zhHans": "社区社会组织",
      "zhHant": "社區社會組織",
      "en": "Social organisation"
    },
    "mark": "组"
  },
  "SW": {
    "member": "SOCIAL_WORKER",
    "label": {
      "zhHans": "社会工作者",
      "zhHant": "社會工作者",
      "en": "Social worker"
    },
    "mark": "工"
  },
  "VOL": {
    "member": "VOLUNTEER",
    "label": {
      "zhHans": "社区志愿者",
      "zhHant": "社區志願者",
      "en": "Volunteer"
    },
    "mark": "志"
  },
  "CHA": {
    "member": "CHARITY",
    "label": {
      "zhHans": "社区公益慈善资源",
      "zhHant": "社區公益慈善資源",
      "en": "Charity resource"
    },
    "mark": "慈"
  },
  "GOV": {
    "member": "GOVERNMENT",
    "label": {
      "zhHans": "政府部门",
      "zhHant": "政府部門",
      "en": "Government"
    },
    "mark": "政"
  }
} as const

export type PartyCode = keyof typeof parties

export const tiers = {
  "T1": {
    "member": "DISTRICT",
    "label": {
      "zhHans": "区级管家",
      "zhHant": "區級管家",
      "en": "District steward"
    }
  },
  "T2": {
    "member": "TOWN",
    "label": {
      "zhHans": "镇(街)级管家",
      "zhHant": "鎮(街)級管家",
      "en": "Town steward"
    }
  },
  "T3": {
    "member": "VILLAGE",
    "label": {
      "zhHans": "村(社区)级管家",
      "zhHant": "村(社區)級管家",
      "en": "Village steward"
    }
  }
} as const

export type TierCode = keyof typeof tiers

export const needs = {
  "N01": {
    "member": "MENTAL_HEALTH",
    "label": {
      "zhHans": "心理健康",
      "zhHant": "心理健康",
      "en": "Mental health"
    }
  },
  "N02": {
    "member": "EMOTIONAL_SUPPORT",
    "label": {
      "zhHans": "情绪疏导",
      "zhHant": "情緒疏導",
      "en": "Emotional support"
    }
  },
  "N03": {
    "member": "CRISIS",
    "label": {
      "zhHans": "危机干预",
      "zhHant": "危機干預",
      "en": "Crisis intervention"
    }
  },
  "N04": {
    "member": "CARE",
    "label": {
      "zhHans": "照护支援",
      "zhHant": "照護支援",
      "en": "Care"
    }
  },
  "N05": {
    "member": "BASIC_LIVING",
    "label": {
      "zhHans": "生活保障",
      "zhHant": "生活保障",
      "en": "Basic living"
    }
  },
  "N06": {
    "member": "MEDICAL",
    "label": {
      "zhHans": "医疗救助",
      "zhHant": "醫療救助",
      "en": "Medical aid"
    }
  },
  "N07": {
    "member": "EMPLOYMENT",
    "label": {
      "zhHans": "就业援助",
      "zhHant": "就業援助",
      "en": "Employment"
    }
  },
  "N08": {
    "member": "EDUCATION",
    "label": {
      "zhHans": "教育帮扶",
      "zhHant": "教育幫扶",
      "en": "Education"
    }
  },
  "N09": {
    "member": "LEGAL",
    "label": {
      "zhHans": "法律援助",
      "zhHant": "法律援助",
      "en": "Legal aid"
    }
  },
  "N10": {
    "member": "MONITORING",
    "label": {
      "zhHans": "动态监测",
      "zhHant": "動態監測",
      "en": "Monitoring"
    }
  },
  "N11": {
    "member": "RESOURCE_LINKING",
    "label": {
      "zhHans": "资源链接",
      "zhHant": "資源鏈接",
      "en": "Resource linking"
    }
  },
  "N12": {
    "member": "INCLUSION",
    "label": {
      "zhHans": "社会融入",
      "zhHant": "社會融入",
      "en": "Social inclusion"
    }
  },
  "N13": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
      "zhHant": "其他",
      "en": "Other"
    }
  }
} as const

export type NeedCode = keyof typeof needs

export const groups = {
  "G01": {
    "member": "MINIMUM_LIVING",
    "label": {
      "zhHans": "低保",
      "zhHant": "低保",
      "en": "Minimum living allowance"
    }
  },
  "G02": {
    "member": "EXTREME_HARDSHIP",
    "label": {
      "zhHans": "特困",
      "zhHant": "特困",
      "en": "Extreme hardship support"
    }
  },
  "G03": {
    "member": "CHILDREN",
    "label": {
      "zhHans": "特殊群体儿童",
      "zhHant": "特殊群體兒童",
      "en": "Children in special need"
    }
  },
  "G04": {
    "member": "ELDERS",
    "label": {
      "zhHans": "特殊困难老人",
      "zhHant": "特殊困難老人",
      "en": "Elders in special difficulty"
    }
  },
  "G05": {
    "member": "DISABLED",
    "label": {
      "zhHans": "残疾人",
      "zhHant": "殘疾人",
      "en": "Disabled people"
    }
  },
  "G06": {
    "member": "HOMELESS",
    "label": {
      "zhHans": "流浪乞讨人员",
      "zhHant": "流浪乞討人員",
      "en": "Homeless people"
    }
  },
  "G07": {
    "member": "LOW_INCOME",
    "label": {
      "zhHans": "低收入及支出型贫困家庭",
      "zhHant": "低收入及支出型貧困家庭",
      "en": "Low income or heavy spending"
    }
  },
  "G08": {
    "member": "AGED_80",
    "label": {
      "zhHans": "高龄老人",
      "zhHant": "高齡老人",
      "en": "Aged 80 and over"
    }
  },
  "G09": {
    "member": "RETIRED_STAFF",
    "label": {
      "zhHans": "精简退职职工",
      "zhHant": "精簡退職職工",
      "en": "Reduced-staff retirees of the 1960s"
    }
  },
  "G10": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他特殊困难群体",
      "zhHant": "其他特殊困難群體",
      "en": "Other special difficulty"
    }
  }
} as const

export type GroupCode = keyof typeof groups

export const gaps = {
  "IN_FLIGHT": {
    "member": "IN_FLIGHT",
    "label": {
      "zhHans": "在途",
      "zhHant": "在途",
      "en": "In flight"
    }
  },
  "LAPSED": {
    "member": "LAPSED",
    "label": {
      "zhHans": "失联",
      "zhHant": "失聯",
      "en": "Lapsed"
    }
  },
  "NO_CONSENT": {
    "member": "NO_CONSENT",
    "label": {
      "zhHans": "未授权",
      "zhHant": "未授權",
      "en": "No consent"
    }
  },
  "NO_SERVICE": {
    "member": "NO_SERVICE",
    "label": {
      "zhHans": "无服务",
      "zhHant": "無服務",
      "en": "No service"
    }
  },
  "OUT_OF_AREA": {
    "member": "OUT_OF_AREA",
    "label": {
      "zhHans": "不在服务区",
      "zhHant": "不在服務區",
      "en": "Out of area"
    }
  },
  "NOT_ELIGIBLE": {
    "member": "NOT_ELIGIBLE",
    "label": {
      "zhHans": "条件不符",
      "zhHant": "條件不符",
      "en": "Not eligible"
    }
  },
  "FULL": {
    "member": "FULL",
    "label": {
      "zhHans": "满额",
      "zhHant": "滿額",
      "en": "Full"
    }
  },
  "STALE": {
    "member": "STALE",
    "label": {
      "zhHans": "信息过期",
      "zhHant": "信息過期",
      "en": "Stale"
    }
  },
  "NO_STEWARD": {
    "member": "NO_STEWARD",
    "label": {
      "zhHans": "无管家",
      "zhHant": "無管家",
      "en": "No steward"
    }
  },
  "NO_VOLUNTEER": {
    "member": "NO_VOLUNTEER",
    "label": {
      "zhHans": "无志愿者",
      "zhHant": "無志願者",
      "en": "No volunteer"
    }
  },
  "NEVER_PROPOSED": {
    "member": "NEVER_PROPOSED",
    "label": {
      "zhHans": "未推荐",
      "zhHant": "未推薦",
      "en": "Never proposed"
    }
  },
  "DECLINED": {
    "member": "DECLINED",
    "label": {
      "zhHans": "被退回",
      "zhHant": "被退回",
      "en": "Declined"
    }
  }
} as const

export type GapCode = keyof typeof gaps

export const declines = {
  "NO_CAPACITY": {
    "member": "NO_CAPACITY",
    "label": {
      "zhHans": "名额已满",
      "zhHant": "名額已滿",
      "en": "No capacity"
    }
  },
  "NOT_ELIGIBLE": {
    "member": "NOT_ELIGIBLE",
    "label": {
      "zhHans": "条件不符",
      "zhHant": "條件不符",
      "en": "Not eligible"
    }
  },
  "OUT_OF_AREA": {
    "member": "OUT_OF_AREA",
    "label": {
      "zhHans": "不在服务区",
      "zhHant": "不在服務區",
      "en": "Out of area"
    }
  },
  "CANNOT_CONTACT": {
    "member": "CANNOT_CONTACT",
    "label": {
      "zhHans": "联系不上",
      "zhHant": "聯繫不上",
      "en": "Cannot be contacted"
    }
  },
  "UNSAFE": {
    "member": "UNSAFE",
    "label": {
      "zhHans": "不安全",
      "zhHant": "不安全",
      "en": "Unsafe"
    }
  },
  "RECIPIENT_REFUSED": {
    "member": "RECIPIENT_REFUSED",
    "label": {
      "zhHans": "对象拒绝",
      "zhHant": "對象拒絕",
      "en": "Recipient refused"
    }
  },
  "DUPLICATE": {
    "member": "DUPLICATE",
    "label": {
      "zhHans": "重复",
      "zhHant": "重複",
      "en": "Duplicate"
    }
  },
  "WRONG_NEED": {
    "member": "WRONG_NEED",
    "label": {
      "zhHans": "需求不符",
      "zhHant": "需求不符",
      "en": "Wrong need"
    }
  },
  "OTHER": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
      "zhHant": "其他",
      "en": "Other"
    }
  }
} as const

export type DeclineCode = keyof typeof declines

export const alerts = {
  "W01": {
    "member": "MEDICAL_BURDEN",
    "label": {
      "zhHans": "医疗自付占收入",
      "zhHant": "醫療自付佔收入",
      "en": "Medical burden"
    }
  },
  "W02": {
    "member": "SINGLE_BILL",
    "label": {
      "zhHans": "单笔大额医疗",
      "zhHant": "單筆大額醫療",
      "en": "Single large bill"
    }
  },
  "W03": {
    "member": "INCOME_DROP",
    "label": {
      "zhHans": "收入骤降",
      "zhHant": "收入驟降",
      "en": "Income drop"
    }
  },
  "W04": {
    "member": "JOB_LOST",
    "label": {
      "zhHans": "失业",
      "zhHant": "失業",
      "en": "Job lost"
    }
  },
  "W05": {
    "member": "NEW_DISABILITY",
    "label": {
      "zhHans": "新增残疾",
      "zhHant": "新增殘疾",
      "en": "New or worse disability"
    }
  },
  "W06": {
    "member": "NEW_ILLNESS",
    "label": {
      "zhHans": "新发重病",
      "zhHant": "新發重病",
      "en": "New serious illness"
    }
  },
  "W07": {
    "member": "ALONE_NOT_VISITED",
    "label": {
      "zhHans": "独居老人超期未访",
      "zhHant": "獨居老人超期未訪",
      "en": "Alone and not visited"
    }
  },
  "W08": {
    "member": "NO_GUARDIAN",
    "label": {
      "zhHans": "监护缺失",
      "zhHant": "監護缺失",
      "en": "Child without guardian"
    }
  },
  "W09": {
    "member": "SCHOOL_ABSENCE",
    "label": {
      "zhHans": "缺课辍学",
      "zhHant": "缺課輟學",
      "en": "Absence or dropout"
    }
  },
  "W10": {
    "member": "UNSAFE_HOUSE",
    "label": {
      "zhHans": "危房",
      "zhHant": "危房",
      "en": "Unsafe house"
    }
  },
  "W11": {
    "member": "RIGID_SPENDING",
    "label": {
      "zhHans": "刚性支出占比",
      "zhHant": "剛性支出佔比",
      "en": "Rigid spending"
    }
  },
  "W12": {
    "member": "SUDDEN_EVENT",
    "label": {
      "zhHans": "突发事件",
      "zhHant": "突發事件",
      "en": "Sudden event"
    }
  },
  "W13": {
    "member": "MENTAL_FOLLOW_UP_MISSED",
    "label": {
      "zhHans": "精神障碍随访中断",
      "zhHant": "精神障礙隨訪中斷",
      "en": "Mental follow-up missed"
    }
  },
  "W14": {
    "member": "CARER_LOST",
    "label": {
      "zhHans": "照护人变故",
      "zhHant": "照護人變故",
      "en": "Carer lost"
    }
  },
  "W15": {
    "member": "RELAPSE",
    "label": {
      "zhHans": "退出后返困",
      "zhHant": "退出後返困",
      "en": "Relapse after exit"
    }
  },
  "W16": {
    "member": "REVIEW_OVERDUE",
    "label": {
      "zhHans": "待遇复核逾期",
      "zhHant": "待遇複核逾期",
      "en": "Award review overdue"
    }
  },
  "W17": {
    "member": "SHOULD_EXIT",
    "label": {
      "zhHans": "疑似应退",
      "zhHant": "疑似應退",
      "en": "Perhaps should exit"
    }
  },
  "W18": {
    "member": "ELIGIBLE_NOT_RECEIVING",
    "label": {
      "zhHans": "应享未享",
      "zhHant": "應享未享",
      "en": "Eligible and not receiving"
    }
  },
  "W19": {
    "member": "SERVICE_BROKEN",
    "label": {
      "zhHans": "服务中断",
      "zhHant": "服務中斷",
      "en": "Service broken"
    }
  },
  "W20": {
    "member": "REPEATED_REQUESTS",
    "label": {
      "zhHans": "反复求助",
      "zhHant": "反覆求助",
      "en": "Repeated requests"
    }
  },
  "W21": {
    "member": "VIOLENCE",
    "label": {
      "zhHans": "强制报告",
      "zhHant": "強制報告",
      "en": "Violence reported"
    }
  },
  "W22": {
    "member": "DEBT_OR_FRAUD",
    "label": {
      "zhHans": "债务诈骗",
      "zhHant": "債務詐騙",
      "en": "Debt or fraud"
    }
  },
  "W23": {
    "member": "NEWBORN",
    "label": {
      "zhHans": "困难家庭孕产",
      "zhHant": "困難家庭孕產",
      "en": "Newborn in a poor household"
    }
  },
  "W24": {
    "member": "DATA_CONFLICT",
    "label": {
      "zhHans": "数据冲突",
      "zhHant": "數據衝突",
      "en": "Data conflict"
    }
  }
} as const

export type AlertCode = keyof typeof alerts

export const causes = {
  "C01": {
    "member": "ILLNESS",
    "label": {
      "zhHans": "因病",
      "zhHant": "因病",
      "en": "Illness"
    }
  },
  "C02": {
    "member": "DISABILITY",
    "label": {
      "zhHans": "因残",
      "zhHant": "因殘",
      "en": "Disability"
    }
  },
  "C03": {
    "member": "SCHOOLING",
    "label": {
      "zhHans": "因学",
      "zhHant": "因學",
      "en": "Schooling cost"
    }
  },
  "C04": {
    "member": "DISASTER",
    "label": {
      "zhHans": "因灾/火灾",
      "zhHant": "因災/火災",
      "en": "Disaster or fire"
    }
  },
  "C05": {
    "member": "ACCIDENT",
    "label": {
      "zhHans": "意外事故",
      "zhHant": "意外事故",
      "en": "Accident"
    }
  },
  "C06": {
    "member": "UNEMPLOYMENT",
    "label": {
      "zhHans": "失业/缺就业",
      "zhHant": "失業/缺就業",
      "en": "Unemployment"
    }
  },
  "C07": {
    "member": "NO_LABOUR",
    "label": {
      "zhHans": "缺劳动力",
      "zhHant": "缺勞動力",
      "en": "No labour"
    }
  },
  "C08": {
    "member": "NO_SKILL",
    "label": {
      "zhHans": "缺技能",
      "zhHant": "缺技能",
      "en": "No skill"
    }
  },
  "C09": {
    "member": "CARE_BURDEN",
    "label": {
      "zhHans": "失能/照护负担",
      "zhHant": "失能/照護負擔",
      "en": "Burden of care"
    }
  },
  "C10": {
    "member": "BEREAVEMENT",
    "label": {
      "zhHans": "丧亲/家庭变故",
      "zhHant": "喪親/家庭變故",
      "en": "Bereavement"
    }
  },
  "C11": {
    "member": "NO_GUARDIAN",
    "label": {
      "zhHans": "监护缺失",
      "zhHant": "監護缺失",
      "en": "No guardian"
    }
  },
  "C12": {
    "member": "VIOLENCE",
    "label": {
      "zhHans": "家庭暴力/虐待",
      "zhHant": "家庭暴力/虐待",
      "en": "Violence"
    }
  },
  "C13": {
    "member": "MENTAL_DISORDER",
    "label": {
      "zhHans": "精神/心理障碍",
      "zhHant": "精神/心理障礙",
      "en": "Mental disorder"
    }
  },
  "C14": {
    "member": "DEBT_OR_FRAUD",
    "label": {
      "zhHans": "债务/诈骗受损",
      "zhHant": "債務/詐騙受損",
      "en": "Debt or fraud"
    }
  },
  "C15": {
    "member": "HOUSING",
    "label": {
      "zhHans": "住房困难/危房",
      "zhHant": "住房困難/危房",
      "en": "Housing"
    }
  },
  "C16": {
    "member": "PRISON_OR_DETOX",
    "label": {
      "zhHans": "服刑/戒毒/刑满释放影响",
      "zhHant": "服刑/戒毒/刑滿釋放影響",
      "en": "Prison or detoxification"
    }
  },
  "C17": {
    "member": "LONELINESS",
    "label": {
      "zhHans": "孤独无支持网络",
      "zhHant": "孤獨無支持網絡",
      "en": "Loneliness"
    }
  },
  "C99": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
      "zhHant": "其他",
      "en": "Other"
    }
  }
} as const

export type CauseCode = keyof typeof causes

export const channels = {
  "VILLAGE_VISIT": {
    "member": "VILLAGE_VISIT",
    "label": {
      "zhHans": "社区走访",
      "zhHant": "社區走訪",
      "en": "Village visit"
    }
  },
  "SW_SURVEY": {
    "member": "SW_SURVEY",
    "label": {
      "zhHans": "社工排查",
      "zhHant": "社工排查",
      "en": "Social worker's survey"
    }
  },
  "PLATFORM_DATA": {
    "member": "PLATFORM_DATA",
    "label": {
      "zhHans": "平台数据",
      "zhHant": "平台數據",
      "en": "Data on the platform"
    }
  },
  "SW_DAILY": {
    "member": "SW_DAILY",
    "label": {
      "zhHans": "机构日常探访",
      "zhHant": "機構日常探訪",
      "en": "Daily visits of an organisation"
    }
  },
  "REFERRAL_OFFICE": {
    "member": "REFERRAL_OFFICE",
    "label": {
      "zhHans": "科室/社工站/街道推荐",
      "zhHant": "科室/社工站/街道推薦",
      "en": "Referral by an office"
    }
  },
  "DATA_PUSH": {
    "member": "DATA_PUSH",
    "label": {
      "zhHans": "致困数据推送",
      "zhHant": "致困數據推送",
      "en": "Data pushed by cause"
    }
  },
  "SELF_RECRUIT": {
    "member": "SELF_RECRUIT",
    "label": {
      "zhHans": "招募通知自报",
      "zhHant": "招募通知自報",
      "en": "Own report after a notice"
    }
  },
  "HOTLINE": {
    "member": "HOTLINE",
    "label": {
      "zhHans": "热线",
      "zhHant": "熱線",
      "en": "Hotline"
    }
  },
  "AGENT_BODY": {
    "member": "AGENT_BODY",
    "label": {
      "zhHans": "学校/医院报告",
      "zhHant": "學校/醫院報告",
      "en": "School or hospital"
    }
  },
  "RULE_ALERT": {
    "member": "RULE_ALERT",
    "label": {
      "zhHans": "规则预警",
      "zhHant": "規則預警",
      "en": "Rule"
    }
  },
  "NEIGHBOUR": {
    "member": "NEIGHBOUR",
    "label": {
      "zhHans": "邻里",
      "zhHant": "鄰里",
      "en": "Neighbour"
    }
  }
} as const

export type ChannelCode = keyof typeof channels

export const methods = {
  "M1": {
    "member": "CASE",
    "label": {
      "zhHans": "个案",
      "zhHant": "個案",
      "en": "Case work"
    }
  },
  "M2": {
    "member": "GROUP",
    "label": {
      "zhHans": "小组",
      "zhHant": "小組",
      "en": "Group work"
    }
  },
  "M3": {
    "member": "COMMUNITY",
    "label": {
      "zhHans": "社区",
      "zhHant": "社區",
      "en": "Community work"
    }
  }
} as const

export type MethodCode = keyof typeof methods

export const packages = {
  "P-HIGH": {
    "member": "HIGH",
    "label": {
      "zhHans": "高风险服务包",
      "zhHant": "高風險服務包",
      "en": "Package for high risk"
    }
  },
  "P-MED": {
    "member": "MEDIUM",
    "label": {
      "zhHans": "中风险服务包",
      "zhHant": "中風險服務包",
      "en": "Package for medium risk"
    }
  },
  "P-LOW": {
    "member": "LOW",
    "label": {
      "zhHans": "低风险服务包",
      "zhHant": "低風險服務包",
      "en": "Package for low risk"
    }
  },
  "P-NORM": {
    "member": "NORMAL",
    "label": {
      "zhHans": "正常服务包",
      "zhHant": "正常服務包",
      "en": "Package for normal"
    }
  }
} as const

export type PackageCode = keyof typeof packages

export const roles = {
  "R01": {
    "member": "RESIDENT",
    "label": {
      "zhHans": "居民",
      "zhHant": "居民",
      "en": "Resident"
    }
  },
  "R02": {
    "member": "GUARDIAN",
    "label": {
      "zhHans": "监护人/代理人",
      "zhHant": "監護人/代理人",
      "en": "Guardian or agent"
    }
  },
  "R03": {
    "member": "VILLAGE_STEWARD",
    "label": {
      "zhHans": "村(社区)管家",
      "zhHant": "村(社區)管家",
      "en": "Village steward"
    }
  },
  "R04": {
    "member": "TOWN_INTAKE",
    "label": {
      "zhHans": "镇街受理经办",
      "zhHant": "鎮街受理經辦",
      "en": "Town intake officer"
    }
  },
  "R05": {
    "member": "TOWN_REVIEWER",
    "label": {
      "zhHans": "镇街初审人",
      "zhHant": "鎮街初審人",
      "en": "Town reviewer"
    }
  },
  "R06": {
    "member": "TOWN_STEWARD",
    "label": {
      "zhHans": "镇(街)管家",
      "zhHant": "鎮(街)管家",
      "en": "Town steward"
    }
  },
  "R07": {
    "member": "SOCIAL_WORKER",
    "label": {
      "zhHans": "社工",
      "zhHant": "社工",
      "en": "Social worker"
    }
  },
  "R08": {
    "member": "ORGANISATION",
    "label": {
      "zhHans": "社会组织负责人",
      "zhHant": "社會組織負責人",
      "en": "Organisation manager"
    }
  },
  "R09": {
    "member": "VOLUNTEER",
    "label": {
      "zhHans": "志愿者",
      "zhHant": "志願者",
      "en": "Volunteer"
    }
  },
  "R09b": {
    "member": "DONOR",
    "label": {
      "zhHans": "慈善方",
      "zhHant": "慈善方",
      "en": "Donor"
    }
  },
  "R10": {
    "member": "DISTRICT_CASEWORKER",
    "label": {
      "zhHans": "区民政经办",
      "zhHant": "區民政經辦",
      "en": "District caseworker"
    }
  },
  "R11": {
    "member": "DISTRICT_APPROVER",
    "label": {
      "zhHans": "区民政审核确认人",
      "zhHant": "區民政審核確認人",
      "en": "District approver"
    }
  },
  "R12": {
    "member": "DISTRICT_STEWARD",
    "label": {
      "zhHans": "区级管家",
      "zhHant": "區級管家",
      "en": "District steward"
    }
  },
  "R13": {
    "member": "DEPARTMENT",
    "label": {
      "zhHans": "部门联络员",
      "zhHant": "部門聯絡員",
      "en": "Department liaison"
    }
  },
  "R14": {
    "member": "PUBLISHER",
    "label": {
      "zhHans": "项目发布方",
      "zhHant": "項目發佈方",
      "en": "Publisher"
    }
  },
  "R15": {
    "member": "EVALUATOR",
    "label": {
      "zhHans": "评审",
      "zhHant": "評審",
      "en": "Evaluator"
    }
  },
  "R16": {
    "member": "MANAGER",
    "label": {
      "zhHans": "领导",
      "zhHant": "領導",
      "en": "Manager"
    }
  },
  "R17": {
    "member": "AUDITOR",
    "label": {
      "zhHans": "审计",
      "zhHant": "審計",
      "en": "Auditor"
    }
  },
  "R18": {
    "member": "ADMINISTRATOR",
    "label": {
      "zhHans": "系统管理员",
      "zhHant": "系統管理員",
      "en": "Administrator"
    }
  },
  "SYS": {
    "member": "SYSTEM",
    "label": {
      "zhHans": "系统",
      "zhHant": "系統",
      "en": "System"
    }
  }
} as const

export type RoleCode = keyof typeof roles
