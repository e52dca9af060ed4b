// Places of a catalogue item: the node is written first and looked at afterwards, so that two who
// want the last place cannot both see it free.

// name: capacity_take
// kind: write
// scope: none
// params: id: str, units: int
// returns: used: int
MATCH (c:CatalogueItem {id: $id}) SET c.touched = $op
WITH c WHERE c.capacity IS NULL OR coalesce(c.used, 0) + $units <= c.capacity
SET c.used = coalesce(c.used, 0) + $units
RETURN c.used AS used;

// name: capacity_give_back
// kind: write
// scope: none
// params: id: str, units: int
// returns: used: int
MATCH (c:CatalogueItem {id: $id}) SET c.touched = $op
WITH c SET c.used = coalesce(c.used, 0) - $units
RETURN c.used AS used;
