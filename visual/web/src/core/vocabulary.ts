// Printed from graph_schema/vocabulary by `python -m visual.codes`.

export const levels = {
  "L4_HIGH": {
    "label": {
      "zhHans": "橙 高风险",
      "en": "Orange · high"
    },
    "letter": "H"
  },
  "L3_MED": {
    "label": {
      "zhHans": "黄 中风险",
      "en": "Yellow · medium"
    },
    "letter": "M"
  },
  "L2_LOW": {
    "label": {
      "zhHans": "蓝 低风险",
      "en": "Blue · low"
    },
    "letter": "L"
  },
  "L1_NORM": {
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
    "label": {
      "zhHans": "社区",
      "en": "Community"
    },
    "mark": "社"
  },
  "ORG": {
    "label": {
      "zhHans": "社区社会组织",
      "en": "Social organisation"
    },
    "mark": "组"
  },
  "SW": {
    "label": {
      "zhHans": "社会工作者",
      "en": "Social worker"
    },
    "mark": "工"
  },
  "VOL": {
    "label": {
      "zhHans": "社区志愿者",
      "en": "Volunteer"
    },
    "mark": "志"
  },
  "CHA": {
    "label": {
      "zhHans": "社区公益慈善资源",
      "en": "Charity resource"
    },
    "mark": "慈"
  },
  "GOV": {
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
    "label": {
      "zhHans": "区级管家",
      "en": "District steward"
    }
  },
  "T2": {
    "label": {
      "zhHans": "镇(街)级管家",
      "en": "Town steward"
    }
  },
  "T3": {
    "label": {
      "zhHans": "村(社区)级管家",
      "en": "Village steward"
    }
  }
} as const

export type TierCode = keyof typeof tiers

export const needs = {
  "N01": {
    "label": {
      "zhHans": "心理健康",
      "en": "Mental health"
    }
  },
  "N02": {
    "label": {
      "zhHans": "情绪疏导",
      "en": "Emotional support"
    }
  },
  "N03": {
    "label": {
      "zhHans": "危机干预",
      "en": "Crisis intervention"
    }
  },
  "N04": {
    "label": {
      "zhHans": "照护支援",
      "en": "Care"
    }
  },
  "N05": {
    "label": {
      "zhHans": "生活保障",
      "en": "Basic living"
    }
  },
  "N06": {
    "label": {
      "zhHans": "医疗救助",
      "en": "Medical aid"
    }
  },
  "N07": {
    "label": {
      "zhHans": "就业援助",
      "en": "Employment"
    }
  },
  "N08": {
    "label": {
      "zhHans": "教育帮扶",
      "en": "Education"
    }
  },
  "N09": {
    "label": {
      "zhHans": "法律援助",
      "en": "Legal aid"
    }
  },
  "N10": {
    "label": {
      "zhHans": "动态监测",
      "en": "Monitoring"
    }
  },
  "N11": {
    "label": {
      "zhHans": "资源链接",
      "en": "Resource linking"
    }
  },
  "N12": {
    "label": {
      "zhHans": "社会融入",
      "en": "Social inclusion"
    }
  },
  "N13": {
    "label": {
      "zhHans": "其他",
      "en": "Other"
    }
  }
} as const

export type NeedCode = keyof typeof needs

export const groups = {
  "G01": {
    "label": {
      "zhHans": "低保",
      "en": "Minimum living allowance"
    }
  },
  "G02": {
    "label": {
      "zhHans": "特困",
      "en": "Extreme hardship support"
    }
  },
  "G03": {
    "label": {
      "zhHans": "特殊群体儿童",
      "en": "Children in special need"
    }
  },
  "G04": {
    "label": {
      "zhHans": "特殊困难老人",
      "en": "Elders in special difficulty"
    }
  },
  "G05": {
    "label": {
      "zhHans": "残疾人",
      "en": "Disabled people"
    }
  },
  "G06": {
    "label": {
      "zhHans": "流浪乞讨人员",
      "en": "Homeless people"
    }
  },
  "G07": {
    "label": {
      "zhHans": "低收入及支出型贫困家庭",
      "en": "Low income or heavy spending"
    }
  },
  "G08": {
    "label": {
      "zhHans": "高龄老人",
      "en": "Aged 80 and over"
    }
  },
  "G09": {
    "label": {
      "zhHans": "精简退职职工",
      "en": "Reduced-staff retirees of the 1960s"
    }
  },
  "G10": {
    "label": {
      "zhHans": "其他特殊困难群体",
      "en": "Other special difficulty"
    }
  }
} as const

export type GroupCode = keyof typeof groups

export const gaps = {
  "IN_FLIGHT": {
    "label": {
      "zhHans": "在途",
      "en": "In flight"
    }
  },
  "LAPSED": {
    "label": {
      "zhHans": "失联",
      "en": "Lapsed"
    }
  },
  "NO_CONSENT": {
    "label": {
      "zhHans": "未授权",
      "en": "No consent"
    }
  },
  "NO_SERVICE": {
    "label": {
      "zhHans": "无服务",
      "en": "No service"
    }
  },
  "OUT_OF_AREA": {
    "label": {
      "zhHans": "不在服务区",
      "en": "Out of area"
    }
  },
  "NOT_ELIGIBLE": {
    "label": {
      "zhHans": "条件不符",
      "en": "Not eligible"
    }
  },
  "FULL": {
    "label": {
      "zhHans": "满额",
      "en": "Full"
    }
  },
  "STALE": {
    "label": {
      "zhHans": "信息过期",
      "en": "Stale"
    }
  },
  "NO_STEWARD": {
    "label": {
      "zhHans": "无管家",
      "en": "No steward"
    }
  },
  "NO_VOLUNTEER": {
    "label": {
      "zhHans": "无志愿者",
      "en": "No volunteer"
    }
  },
  "NEVER_PROPOSED": {
    "label": {
      "zhHans": "未推荐",
      "en": "Never proposed"
    }
  },
  "DECLINED": {
    "label": {
      "zhHans": "被退回",
      "en": "Declined"
    }
  }
} as const

export type GapCode = keyof typeof gaps

export const declines = {
  "NO_CAPACITY": {
    "label": {
      "zhHans": "名额已满",
      "en": "No capacity"
    }
  },
  "NOT_ELIGIBLE": {
    "label": {
      "zhHans": "条件不符",
      "en": "Not eligible"
    }
  },
  "OUT_OF_AREA": {
    "label": {
      "zhHans": "不在服务区",
      "en": "Out of area"
    }
  },
  "CANNOT_CONTACT": {
    "label": {
      "zhHans": "联系不上",
      "en": "Cannot be contacted"
    }
  },
  "UNSAFE": {
    "label": {
      "zhHans": "不安全",
      "en": "Unsafe"
    }
  },
  "RECIPIENT_REFUSED": {
    "label": {
      "zhHans": "对象拒绝",
      "en": "Recipient refused"
    }
  },
  "DUPLICATE": {
    "label": {
      "zhHans": "重复",
      "en": "Duplicate"
    }
  },
  "WRONG_NEED": {
    "label": {
      "zhHans": "需求不符",
      "en": "Wrong need"
    }
  },
  "OTHER": {
    "label": {
      "zhHans": "其他",
      "en": "Other"
    }
  }
} as const

export type DeclineCode = keyof typeof declines

export const roles = {
  "R01": {
    "label": {
      "zhHans": "居民",
      "en": "Resident"
    }
  },
  "R02": {
    "label": {
      "zhHans": "监护人/代理人",
      "en": "Guardian or agent"
    }
  },
  "R03": {
    "label": {
      "zhHans": "村(社区)管家",
      "en": "Village steward"
    }
  },
  "R04": {
    "label": {
      "zhHans": "镇街受理经办",
      "en": "Town intake officer"
    }
  },
  "R05": {
    "label": {
      "zhHans": "镇街初审人",
      "en": "Town reviewer"
    }
  },
  "R06": {
    "label": {
      "zhHans": "镇(街)管家",
      "en": "Town steward"
    }
  },
  "R07": {
    "label": {
      "zhHans": "社工",
      "en": "Social worker"
    }
  },
  "R08": {
    "label": {
      "zhHans": "社会组织负责人",
      "en": "Organisation manager"
    }
  },
  "R09": {
    "label": {
      "zhHans": "志愿者",
      "en": "Volunteer"
    }
  },
  "R09b": {
    "label": {
      "zhHans": "慈善方",
      "en": "Donor"
    }
  },
  "R10": {
    "label": {
      "zhHans": "区民政经办",
      "en": "District caseworker"
    }
  },
  "R11": {
    "label": {
      "zhHans": "区民政审核确认人",
      "en": "District approver"
    }
  },
  "R12": {
    "label": {
      "zhHans": "区级管家",
      "en": "District steward"
    }
  },
  "R13": {
    "label": {
      "zhHans": "部门联络员",
      "en": "Department liaison"
    }
  },
  "R14": {
    "label": {
      "zhHans": "项目发布方",
      "en": "Publisher"
    }
  },
  "R15": {
    "label": {
      "zhHans": "评审",
      "en": "Evaluator"
    }
  },
  "R16": {
    "label": {
      "zhHans": "领导",
      "en": "Manager"
    }
  },
  "R17": {
    "label": {
      "zhHans": "审计",
      "en": "Auditor"
    }
  },
  "R18": {
    "label": {
      "zhHans": "系统管理员",
      "en": "Administrator"
    }
  },
  "SYS": {
    "label": {
      "zhHans": "系统",
      "en": "System"
    }
  }
} as const

export type RoleCode = keyof typeof roles
