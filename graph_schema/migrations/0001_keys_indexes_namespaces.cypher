// Keys, indexes, and the namespaces that identities are known to come from.
CREATE CONSTRAINT unique_person_id IF NOT EXISTS FOR (n:Person) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_identity_id IF NOT EXISTS FOR (n:Identity) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_identity_namespace_value IF NOT EXISTS FOR (n:Identity) REQUIRE (n.namespace, n.value) IS UNIQUE;
CREATE CONSTRAINT unique_namespace_code IF NOT EXISTS FOR (n:Namespace) REQUIRE (n.code) IS UNIQUE;
CREATE CONSTRAINT unique_fragment_id IF NOT EXISTS FOR (n:Fragment) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_score_id IF NOT EXISTS FOR (n:Score) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_account_id IF NOT EXISTS FOR (n:Account) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_account_key IF NOT EXISTS FOR (n:Account) REQUIRE (n.key) IS UNIQUE;
CREATE CONSTRAINT unique_opportunity_id IF NOT EXISTS FOR (n:Opportunity) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_opportunity_key IF NOT EXISTS FOR (n:Opportunity) REQUIRE (n.key) IS UNIQUE;
CREATE CONSTRAINT unique_campaign_id IF NOT EXISTS FOR (n:Campaign) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_campaign_key IF NOT EXISTS FOR (n:Campaign) REQUIRE (n.key) IS UNIQUE;
CREATE CONSTRAINT unique_segment_id IF NOT EXISTS FOR (n:Segment) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_segment_name IF NOT EXISTS FOR (n:Segment) REQUIRE (n.name) IS UNIQUE;
CREATE CONSTRAINT unique_event_id IF NOT EXISTS FOR (n:Event) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_event_key IF NOT EXISTS FOR (n:Event) REQUIRE (n.key) IS UNIQUE;
CREATE CONSTRAINT unique_waiting_id IF NOT EXISTS FOR (n:Waiting) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_tombstone_id IF NOT EXISTS FOR (n:Tombstone) REQUIRE (n.id) IS UNIQUE;
CREATE CONSTRAINT unique_migration_version IF NOT EXISTS FOR (n:Migration) REQUIRE (n.version) IS UNIQUE;
CREATE RANGE INDEX range_person_full_name IF NOT EXISTS FOR (n:Person) ON (n.full_name);
CREATE RANGE INDEX range_person_last_name IF NOT EXISTS FOR (n:Person) ON (n.last_name);
CREATE RANGE INDEX range_person_work_email IF NOT EXISTS FOR (n:Person) ON (n.work_email);
CREATE RANGE INDEX range_person_company_name IF NOT EXISTS FOR (n:Person) ON (n.company_name);
CREATE RANGE INDEX range_person_person_score IF NOT EXISTS FOR (n:Person) ON (n.person_score);
CREATE RANGE INDEX range_person_lifetime_value IF NOT EXISTS FOR (n:Person) ON (n.lifetime_value);
CREATE RANGE INDEX range_person_created_at IF NOT EXISTS FOR (n:Person) ON (n.created_at);
CREATE RANGE INDEX range_person_last_modified_at IF NOT EXISTS FOR (n:Person) ON (n.last_modified_at);
CREATE RANGE INDEX range_account_name IF NOT EXISTS FOR (n:Account) ON (n.name);
CREATE RANGE INDEX range_account_industry IF NOT EXISTS FOR (n:Account) ON (n.industry);
CREATE RANGE INDEX range_account_number_of_employees IF NOT EXISTS FOR (n:Account) ON (n.number_of_employees);
CREATE RANGE INDEX range_account_annual_revenue IF NOT EXISTS FOR (n:Account) ON (n.annual_revenue);
CREATE RANGE INDEX range_account_domain IF NOT EXISTS FOR (n:Account) ON (n.domain);
CREATE RANGE INDEX range_account_parent_key IF NOT EXISTS FOR (n:Account) ON (n.parent_key);
CREATE RANGE INDEX range_account_created_at IF NOT EXISTS FOR (n:Account) ON (n.created_at);
CREATE RANGE INDEX range_account_last_modified_at IF NOT EXISTS FOR (n:Account) ON (n.last_modified_at);
CREATE RANGE INDEX range_opportunity_name IF NOT EXISTS FOR (n:Opportunity) ON (n.name);
CREATE RANGE INDEX range_opportunity_stage IF NOT EXISTS FOR (n:Opportunity) ON (n.stage);
CREATE RANGE INDEX range_opportunity_state IF NOT EXISTS FOR (n:Opportunity) ON (n.state);
CREATE RANGE INDEX range_opportunity_amount IF NOT EXISTS FOR (n:Opportunity) ON (n.amount);
CREATE RANGE INDEX range_opportunity_probability IF NOT EXISTS FOR (n:Opportunity) ON (n.probability);
CREATE RANGE INDEX range_opportunity_expected_close_date IF NOT EXISTS FOR (n:Opportunity) ON (n.expected_close_date);
CREATE RANGE INDEX range_opportunity_actual_close_date IF NOT EXISTS FOR (n:Opportunity) ON (n.actual_close_date);
CREATE RANGE INDEX range_opportunity_account_key IF NOT EXISTS FOR (n:Opportunity) ON (n.account_key);
CREATE RANGE INDEX range_opportunity_campaign_key IF NOT EXISTS FOR (n:Opportunity) ON (n.campaign_key);
CREATE RANGE INDEX range_opportunity_created_at IF NOT EXISTS FOR (n:Opportunity) ON (n.created_at);
CREATE RANGE INDEX range_opportunity_last_modified_at IF NOT EXISTS FOR (n:Opportunity) ON (n.last_modified_at);
CREATE RANGE INDEX range_campaign_created_at IF NOT EXISTS FOR (n:Campaign) ON (n.created_at);
CREATE RANGE INDEX range_campaign_last_modified_at IF NOT EXISTS FOR (n:Campaign) ON (n.last_modified_at);
CREATE RANGE INDEX range_segment_created_at IF NOT EXISTS FOR (n:Segment) ON (n.created_at);
CREATE RANGE INDEX range_segment_last_modified_at IF NOT EXISTS FOR (n:Segment) ON (n.last_modified_at);
CREATE RANGE INDEX range_waiting_missing IF NOT EXISTS FOR (n:Waiting) ON (n.missing);

// Priority says which of several identities goes first; 1 is the highest.
UNWIND [
  {code: "CRMID", type: "CROSS_DEVICE", priority: 1},
  {code: "b2b_person", type: "CROSS_DEVICE", priority: 2},
  {code: "Email", type: "EMAIL", priority: 3},
  {code: "Phone", type: "PHONE", priority: 4},
  {code: "Device", type: "DEVICE", priority: 5},
  {code: "ECID", type: "COOKIE", priority: 6}
] AS known
MERGE (namespace:Namespace {code: known.code})
ON CREATE SET namespace.type = known.type, namespace.priority = known.priority;
