/** The everyday name of a place: 「和平社区居委会」 is 「和平社区」, 「和林村村委会」 is 「和林村」. */
export const placeName = (name: string): string => name.replace(/(居委会|村委会)$/, '')

/** Where a reader's own view begins: the one area in reach, else the whole district. */
export const homeArea = (page: { areas: string[]; district: { code: string } }): string =>
  page.areas.length === 1 && page.areas[0] ? page.areas[0] : page.district.code
