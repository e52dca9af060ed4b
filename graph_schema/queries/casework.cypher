// What a worker looks up beside a case: the catalogue by kind of service.

// name: casework_items
// kind: read
// scope: none
// params: services: list[str], area: str
// returns: id: str, code: str = CatalogueItem.code, title: str = CatalogueItem.title,
//   services: set = CatalogueItem.service_types
MATCH (i:CatalogueItem {status: 'ACTIVE'})
WHERE any(one IN $services WHERE one IN i.service_types)
  AND (i.district IS NULL OR $area STARTS WITH i.district)
  AND (coalesce(size(i.areas), 0) = 0 OR any(one IN i.areas WHERE $area STARTS WITH one))
RETURN i.id AS id, i.code AS code, i.title AS title, i.service_types AS services ORDER BY code LIMIT 200;
