// Projects: a quota, a budget, a term, the needs and groups they are for. Nothing personal.

// columns: project
// returns: id: str = Project.id, number: str = Project.project_no, title: str = Project.title,
//   state: str = Project.state, groups: set = Project.groups, needs: set = Project.needs,
//   areas: set = Project.areas, quota: int = Project.quota, budget: int = Project.budget,
//   bid_opens: datetime = Project.bid_opens, bid_closes: datetime = Project.bid_closes,
//   starts_on: date = Project.starts_on, ends_on: date = Project.ends_on,
//   brand: str = Brand.name, template: str = Project.template, focus: set = Project.focus
j.id AS id, j.project_no AS number, j.title AS title, j.state AS state, j.groups AS groups,
  j.needs AS needs, j.areas AS areas, j.quota AS quota, j.budget AS budget, j.bid_opens AS bid_opens,
  j.bid_closes AS bid_closes, j.starts_on AS starts_on, j.ends_on AS ends_on,
  head([(j)-[:OF_BRAND]->(b:Brand) | b.name]) AS brand, j.template AS template, j.focus AS focus;

// name: projects_page
// kind: read
// scope: none
// params: state: str? = Project.state, need: str? = Project.needs, group: str? = Project.groups,
//   focus: str? = Project.focus
// sorts: Project.project_no, Project.starts_on, Project.bid_closes
// returns: key: str, *project
MATCH (j:Project)
WHERE __NEAR__(j)
  AND ($state IS NULL OR j.state = $state) AND ($need IS NULL OR $need IN j.needs)
  AND ($group IS NULL OR $group IN j.groups) AND ($focus IS NULL OR $focus IN j.focus)
WITH j, coalesce(j.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND j.id __PAST__ $after_id))
WITH j, key ORDER BY key __WAY__, j.id __WAY__
WITH j, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: projects_by_ids
// kind: read
// scope: none
// params: ids: list[str]
// returns: *project
UNWIND $ids AS one
MATCH (j:Project {id: one}) WHERE __NEAR__(j)
RETURN collect([__COLUMNS__]) AS rows;

// name: projects_milestones
// kind: read
// scope: none
// params: ids: list[str]
// returns: parent: str, id: str = Milestone.id, title: str = Milestone.title,
//   due: date = Milestone.due, status: str = Milestone.status
UNWIND $ids AS one
MATCH (j:Project {id: one})-[:HAS_MILESTONE]->(m:Milestone)
RETURN j.id AS parent, m.id AS id, m.title AS title, m.due AS due, m.status AS status
ORDER BY due, id;

// name: projects_of_organisations
// kind: read
// scope: none
// params: ids: list[str]
// returns: parent: str, *project
UNWIND $ids AS one
MATCH (o:Organisation {id: one})-[:RUNS]->(j:Project) WHERE __NEAR__(j)
WITH o, j ORDER BY j.project_no, j.id
RETURN collect([o.id, __COLUMNS__]) AS rows;
