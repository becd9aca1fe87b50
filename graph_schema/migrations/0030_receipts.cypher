// What calls with an idempotency key were answered.
CREATE CONSTRAINT unique_receipt_id IF NOT EXISTS FOR (n:Receipt) REQUIRE (n.id) IS UNIQUE;
CREATE RANGE INDEX range_receipt_created_at IF NOT EXISTS FOR (n:Receipt) ON (n.created_at);
