// Printed from graph_schema/vocabulary by `python -m visual.codes`.

export const levels = {
  "L4_HIGH": {
    "member": "ORANGE",
    "label": {
      "zhHans": "橙 高风险",
      "en": "Orange · high"
    },
    "letter": "H"
  },
  "L3_MED": {
    "member": "YELLOW",
    "label": {
      "zhHans": "黄 中风险",
      "en": "Yellow · medium"
    },
    "letter": "M"
  },
  "L2_LOW": {
    "member": "BLUE",
    "label": {
      "zhHans": "蓝 低风险",
      "en": "Blue · low"
    },
    "letter": "L"
  },
  "L1_NORM": {
    "member": "GREEN",
    "label": {
      "zhHans": "绿 正常",
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
      "en": "Community"
    },
    "mark": "社"
  },
  "ORG": {
    "member": "ORGANISATION",
    "label": {
      "zhHans": "社区社会组织",
      "en": "Social organisation"
    },
    "mark": "组"
  },
  "SW": {
    "member": "SOCIAL_WORKER",
    "label": {
      "zhHans": "社会工作者",
      "en": "Social worker"
    },
    "mark": "工"
  },
  "VOL": {
    "member": "VOLUNTEER",
    "label": {
      "zhHans": "社区志愿者",
      "en": "Volunteer"
    },
    "mark": "志"
  },
  "CHA": {
    "member": "CHARITY",
    "label": {
      "zhHans": "社区公益慈善资源",
      "en": "Charity resource"
    },
    "mark": "慈"
  },
  "GOV": {
    "member": "GOVERNMENT",
    "label": {
      "zhHans": "政府部门",
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
      "en": "District steward"
    }
  },
  "T2": {
    "member": "TOWN",
    "label": {
      "zhHans": "镇(街)级管家",
      "en": "Town steward"
    }
  },
  "T3": {
    "member": "VILLAGE",
    "label": {
      "zhHans": "村(社区)级管家",
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
      "en": "Mental health"
    }
  },
  "N02": {
    "member": "EMOTIONAL_SUPPORT",
    "label": {
      "zhHans": "情绪疏导",
      "en": "Emotional support"
    }
  },
  "N03": {
    "member": "CRISIS",
    "label": {
      "zhHans": "危机干预",
      "en": "Crisis intervention"
    }
  },
  "N04": {
    "member": "CARE",
    "label": {
      "zhHans": "照护支援",
      "en": "Care"
    }
  },
  "N05": {
    "member": "BASIC_LIVING",
    "label": {
      "zhHans": "生活保障",
      "en": "Basic living"
    }
  },
  "N06": {
    "member": "MEDICAL",
    "label": {
      "zhHans": "医疗救助",
      "en": "Medical aid"
    }
  },
  "N07": {
    "member": "EMPLOYMENT",
    "label": {
      "zhHans": "就业援助",
      "en": "Employment"
    }
  },
  "N08": {
    "member": "EDUCATION",
    "label": {
      "zhHans": "教育帮扶",
      "en": "Education"
    }
  },
  "N09": {
    "member": "LEGAL",
    "label": {
      "zhHans": "法律援助",
      "en": "Legal aid"
    }
  },
  "N10": {
    "member": "MONITORING",
    "label": {
      "zhHans": "动态监测",
      "en": "Monitoring"
    }
  },
  "N11": {
    "member": "RESOURCE_LINKING",
    "label": {
      "zhHans": "资源链接",
      "en": "Resource linking"
    }
  },
  "N12": {
    "member": "INCLUSION",
    "label": {
      "zhHans": "社会融入",
      "en": "Social inclusion"
    }
  },
  "N13": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
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
      "en": "Minimum living allowance"
    }
  },
  "G02": {
    "member": "EXTREME_HARDSHIP",
    "label": {
      "zhHans": "特困",
      "en": "Extreme hardship support"
    }
  },
  "G03": {
    "member": "CHILDREN",
    "label": {
      "zhHans": "特殊群体儿童",
      "en": "Children in special need"
    }
  },
  "G04": {
    "member": "ELDERS",
    "label": {
      "zhHans": "特殊困难老人",
      "en": "Elders in special difficulty"
    }
  },
  "G05": {
    "member": "DISABLED",
    "label": {
      "zhHans": "残疾人",
      "en": "Disabled people"
    }
  },
  "G06": {
    "member": "HOMELESS",
    "label": {
      "zhHans": "流浪乞讨人员",
      "en": "Homeless people"
    }
  },
  "G07": {
    "member": "LOW_INCOME",
    "label": {
      "zhHans": "低收入及支出型贫困家庭",
      "en": "Low income or heavy spending"
    }
  },
  "G08": {
    "member": "AGED_80",
    "label": {
      "zhHans": "高龄老人",
      "en": "Aged 80 and over"
    }
  },
  "G09": {
    "member": "RETIRED_STAFF",
    "label": {
      "zhHans": "精简退职职工",
      "en": "Reduced-staff retirees of the 1960s"
    }
  },
  "G10": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他特殊困难群体",
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
      "en": "In flight"
    }
  },
  "LAPSED": {
    "member": "LAPSED",
    "label": {
      "zhHans": "失联",
      "en": "Lapsed"
    }
  },
  "NO_CONSENT": {
    "member": "NO_CONSENT",
    "label": {
      "zhHans": "未授权",
      "en": "No consent"
    }
  },
  "NO_SERVICE": {
    "member": "NO_SERVICE",
    "label": {
      "zhHans": "无服务",
      "en": "No service"
    }
  },
  "OUT_OF_AREA": {
    "member": "OUT_OF_AREA",
    "label": {
      "zhHans": "不在服务区",
      "en": "Out of area"
    }
  },
  "NOT_ELIGIBLE": {
    "member": "NOT_ELIGIBLE",
    "label": {
      "zhHans": "条件不符",
      "en": "Not eligible"
    }
  },
  "FULL": {
    "member": "FULL",
    "label": {
      "zhHans": "满额",
      "en": "Full"
    }
  },
  "STALE": {
    "member": "STALE",
    "label": {
      "zhHans": "信息过期",
      "en": "Stale"
    }
  },
  "NO_STEWARD": {
    "member": "NO_STEWARD",
    "label": {
      "zhHans": "无管家",
      "en": "No steward"
    }
  },
  "NO_VOLUNTEER": {
    "member": "NO_VOLUNTEER",
    "label": {
      "zhHans": "无志愿者",
      "en": "No volunteer"
    }
  },
  "NEVER_PROPOSED": {
    "member": "NEVER_PROPOSED",
    "label": {
      "zhHans": "未推荐",
      "en": "Never proposed"
    }
  },
  "DECLINED": {
    "member": "DECLINED",
    "label": {
      "zhHans": "被退回",
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
      "en": "No capacity"
    }
  },
  "NOT_ELIGIBLE": {
    "member": "NOT_ELIGIBLE",
    "label": {
      "zhHans": "条件不符",
      "en": "Not eligible"
    }
  },
  "OUT_OF_AREA": {
    "member": "OUT_OF_AREA",
    "label": {
      "zhHans": "不在服务区",
      "en": "Out of area"
    }
  },
  "CANNOT_CONTACT": {
    "member": "CANNOT_CONTACT",
    "label": {
      "zhHans": "联系不上",
      "en": "Cannot be contacted"
    }
  },
  "UNSAFE": {
    "member": "UNSAFE",
    "label": {
      "zhHans": "不安全",
      "en": "Unsafe"
    }
  },
  "RECIPIENT_REFUSED": {
    "member": "RECIPIENT_REFUSED",
    "label": {
      "zhHans": "对象拒绝",
      "en": "Recipient refused"
    }
  },
  "DUPLICATE": {
    "member": "DUPLICATE",
    "label": {
      "zhHans": "重复",
      "en": "Duplicate"
    }
  },
  "WRONG_NEED": {
    "member": "WRONG_NEED",
    "label": {
      "zhHans": "需求不符",
      "en": "Wrong need"
    }
  },
  "OTHER": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
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
      "en": "Medical burden"
    }
  },
  "W02": {
    "member": "SINGLE_BILL",
    "label": {
      "zhHans": "单笔大额医疗",
      "en": "Single large bill"
    }
  },
  "W03": {
    "member": "INCOME_DROP",
    "label": {
      "zhHans": "收入骤降",
      "en": "Income drop"
    }
  },
  "W04": {
    "member": "JOB_LOST",
    "label": {
      "zhHans": "失业",
      "en": "Job lost"
    }
  },
  "W05": {
    "member": "NEW_DISABILITY",
    "label": {
      "zhHans": "新增残疾",
      "en": "New or worse disability"
    }
  },
  "W06": {
    "member": "NEW_ILLNESS",
    "label": {
      "zhHans": "新发重病",
      "en": "New serious illness"
    }
  },
  "W07": {
    "member": "ALONE_NOT_VISITED",
    "label": {
      "zhHans": "独居老人超期未访",
      "en": "Alone and not visited"
    }
  },
  "W08": {
    "member": "NO_GUARDIAN",
    "label": {
      "zhHans": "监护缺失",
      "en": "Child without guardian"
    }
  },
  "W09": {
    "member": "SCHOOL_ABSENCE",
    "label": {
      "zhHans": "缺课辍学",
      "en": "Absence or dropout"
    }
  },
  "W10": {
    "member": "UNSAFE_HOUSE",
    "label": {
      "zhHans": "危房",
      "en": "Unsafe house"
    }
  },
  "W11": {
    "member": "RIGID_SPENDING",
    "label": {
      "zhHans": "刚性支出占比",
      "en": "Rigid spending"
    }
  },
  "W12": {
    "member": "SUDDEN_EVENT",
    "label": {
      "zhHans": "突发事件",
      "en": "Sudden event"
    }
  },
  "W13": {
    "member": "MENTAL_FOLLOW_UP_MISSED",
    "label": {
      "zhHans": "精神障碍随访中断",
      "en": "Mental follow-up missed"
    }
  },
  "W14": {
    "member": "CARER_LOST",
    "label": {
      "zhHans": "照护人变故",
      "en": "Carer lost"
    }
  },
  "W15": {
    "member": "RELAPSE",
    "label": {
      "zhHans": "退出后返困",
      "en": "Relapse after exit"
    }
  },
  "W16": {
    "member": "REVIEW_OVERDUE",
    "label": {
      "zhHans": "待遇复核逾期",
      "en": "Award review overdue"
    }
  },
  "W17": {
    "member": "SHOULD_EXIT",
    "label": {
      "zhHans": "疑似应退",
      "en": "Perhaps should exit"
    }
  },
  "W18": {
    "member": "ELIGIBLE_NOT_RECEIVING",
    "label": {
      "zhHans": "应享未享",
      "en": "Eligible and not receiving"
    }
  },
  "W19": {
    "member": "SERVICE_BROKEN",
    "label": {
      "zhHans": "服务中断",
      "en": "Service broken"
    }
  },
  "W20": {
    "member": "REPEATED_REQUESTS",
    "label": {
      "zhHans": "反复求助",
      "en": "Repeated requests"
    }
  },
  "W21": {
    "member": "VIOLENCE",
    "label": {
      "zhHans": "强制报告",
      "en": "Violence reported"
    }
  },
  "W22": {
    "member": "DEBT_OR_FRAUD",
    "label": {
      "zhHans": "债务诈骗",
      "en": "Debt or fraud"
    }
  },
  "W23": {
    "member": "NEWBORN",
    "label": {
      "zhHans": "困难家庭孕产",
      "en": "Newborn in a poor household"
    }
  },
  "W24": {
    "member": "DATA_CONFLICT",
    "label": {
      "zhHans": "数据冲突",
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
      "en": "Illness"
    }
  },
  "C02": {
    "member": "DISABILITY",
    "label": {
      "zhHans": "因残",
      "en": "Disability"
    }
  },
  "C03": {
    "member": "SCHOOLING",
    "label": {
      "zhHans": "因学",
      "en": "Schooling cost"
    }
  },
  "C04": {
    "member": "DISASTER",
    "label": {
      "zhHans": "因灾/火灾",
      "en": "Disaster or fire"
    }
  },
  "C05": {
    "member": "ACCIDENT",
    "label": {
      "zhHans": "意外事故",
      "en": "Accident"
    }
  },
  "C06": {
    "member": "UNEMPLOYMENT",
    "label": {
      "zhHans": "失业/缺就业",
      "en": "Unemployment"
    }
  },
  "C07": {
    "member": "NO_LABOUR",
    "label": {
      "zhHans": "缺劳动力",
      "en": "No labour"
    }
  },
  "C08": {
    "member": "NO_SKILL",
    "label": {
      "zhHans": "缺技能",
      "en": "No skill"
    }
  },
  "C09": {
    "member": "CARE_BURDEN",
    "label": {
      "zhHans": "失能/照护负担",
      "en": "Burden of care"
    }
  },
  "C10": {
    "member": "BEREAVEMENT",
    "label": {
      "zhHans": "丧亲/家庭变故",
      "en": "Bereavement"
    }
  },
  "C11": {
    "member": "NO_GUARDIAN",
    "label": {
      "zhHans": "监护缺失",
      "en": "No guardian"
    }
  },
  "C12": {
    "member": "VIOLENCE",
    "label": {
      "zhHans": "家庭暴力/虐待",
      "en": "Violence"
    }
  },
  "C13": {
    "member": "MENTAL_DISORDER",
    "label": {
      "zhHans": "精神/心理障碍",
      "en": "Mental disorder"
    }
  },
  "C14": {
    "member": "DEBT_OR_FRAUD",
    "label": {
      "zhHans": "债务/诈骗受损",
      "en": "Debt or fraud"
    }
  },
  "C15": {
    "member": "HOUSING",
    "label": {
      "zhHans": "住房困难/危房",
      "en": "Housing"
    }
  },
  "C16": {
    "member": "PRISON_OR_DETOX",
    "label": {
      "zhHans": "服刑/戒毒/刑满释放影响",
      "en": "Prison or detoxification"
    }
  },
  "C17": {
    "member": "LONELINESS",
    "label": {
      "zhHans": "孤独无支持网络",
      "en": "Loneliness"
    }
  },
  "C99": {
    "member": "OTHER",
    "label": {
      "zhHans": "其他",
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
      "en": "Village visit"
    }
  },
  "SW_SURVEY": {
    "member": "SW_SURVEY",
    "label": {
      "zhHans": "社工排查",
      "en": "Social worker's survey"
    }
  },
  "PLATFORM_DATA": {
    "member": "PLATFORM_DATA",
    "label": {
      "zhHans": "平台数据",
      "en": "Data on the platform"
    }
  },
  "SW_DAILY": {
    "member": "SW_DAILY",
    "label": {
      "zhHans": "机构日常探访",
      "en": "Daily visits of an organisation"
    }
  },
  "REFERRAL_OFFICE": {
    "member": "REFERRAL_OFFICE",
    "label": {
      "zhHans": "科室/社工站/街道推荐",
      "en": "Referral by an office"
    }
  },
  "DATA_PUSH": {
    "member": "DATA_PUSH",
    "label": {
      "zhHans": "致困数据推送",
      "en": "Data pushed by cause"
    }
  },
  "SELF_RECRUIT": {
    "member": "SELF_RECRUIT",
    "label": {
      "zhHans": "招募通知自报",
      "en": "Own report after a notice"
    }
  },
  "HOTLINE": {
    "member": "HOTLINE",
    "label": {
      "zhHans": "热线",
      "en": "Hotline"
    }
  },
  "AGENT_BODY": {
    "member": "AGENT_BODY",
    "label": {
      "zhHans": "学校/医院报告",
      "en": "School or hospital"
    }
  },
  "RULE_ALERT": {
    "member": "RULE_ALERT",
    "label": {
      "zhHans": "规则预警",
      "en": "Rule"
    }
  },
  "NEIGHBOUR": {
    "member": "NEIGHBOUR",
    "label": {
      "zhHans": "邻里",
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
      "en": "Case work"
    }
  },
  "M2": {
    "member": "GROUP",
    "label": {
      "zhHans": "小组",
      "en": "Group work"
    }
  },
  "M3": {
    "member": "COMMUNITY",
    "label": {
      "zhHans": "社区",
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
      "en": "Package for high risk"
    }
  },
  "P-MED": {
    "member": "MEDIUM",
    "label": {
      "zhHans": "中风险服务包",
      "en": "Package for medium risk"
    }
  },
  "P-LOW": {
    "member": "LOW",
    "label": {
      "zhHans": "低风险服务包",
      "en": "Package for low risk"
    }
  },
  "P-NORM": {
    "member": "NORMAL",
    "label": {
      "zhHans": "正常服务包",
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
      "en": "Resident"
    }
  },
  "R02": {
    "member": "GUARDIAN",
    "label": {
      "zhHans": "监护人/代理人",
      "en": "Guardian or agent"
    }
  },
  "R03": {
    "member": "VILLAGE_STEWARD",
    "label": {
      "zhHans": "村(社区)管家",
      "en": "Village steward"
    }
  },
  "R04": {
    "member": "TOWN_INTAKE",
    "label": {
      "zhHans": "镇街受理经办",
      "en": "Town intake officer"
    }
  },
  "R05": {
    "member": "TOWN_REVIEWER",
    "label": {
      "zhHans": "镇街初审人",
      "en": "Town reviewer"
    }
  },
  "R06": {
    "member": "TOWN_STEWARD",
    "label": {
      "zhHans": "镇(街)管家",
      "en": "Town steward"
    }
  },
  "R07": {
    "member": "SOCIAL_WORKER",
    "label": {
      "zhHans": "社工",
      "en": "Social worker"
    }
  },
  "R08": {
    "member": "ORGANISATION",
    "label": {
      "zhHans": "社会组织负责人",
      "en": "Organisation manager"
    }
  },
  "R09": {
    "member": "VOLUNTEER",
    "label": {
      "zhHans": "志愿者",
      "en": "Volunteer"
    }
  },
  "R09b": {
    "member": "DONOR",
    "label": {
      "zhHans": "慈善方",
      "en": "Donor"
    }
  },
  "R10": {
    "member": "DISTRICT_CASEWORKER",
    "label": {
      "zhHans": "区民政经办",
      "en": "District caseworker"
    }
  },
  "R11": {
    "member": "DISTRICT_APPROVER",
    "label": {
      "zhHans": "区民政审核确认人",
      "en": "District approver"
    }
  },
  "R12": {
    "member": "DISTRICT_STEWARD",
    "label": {
      "zhHans": "区级管家",
      "en": "District steward"
    }
  },
  "R13": {
    "member": "DEPARTMENT",
    "label": {
      "zhHans": "部门联络员",
      "en": "Department liaison"
    }
  },
  "R14": {
    "member": "PUBLISHER",
    "label": {
      "zhHans": "项目发布方",
      "en": "Publisher"
    }
  },
  "R15": {
    "member": "EVALUATOR",
    "label": {
      "zhHans": "评审",
      "en": "Evaluator"
    }
  },
  "R16": {
    "member": "MANAGER",
    "label": {
      "zhHans": "领导",
      "en": "Manager"
    }
  },
  "R17": {
    "member": "AUDITOR",
    "label": {
      "zhHans": "审计",
      "en": "Auditor"
    }
  },
  "R18": {
    "member": "ADMINISTRATOR",
    "label": {
      "zhHans": "系统管理员",
      "en": "Administrator"
    }
  },
  "SYS": {
    "member": "SYSTEM",
    "label": {
      "zhHans": "系统",
      "en": "System"
    }
  }
} as const

export type RoleCode = keyof typeof roles
