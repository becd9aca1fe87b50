// @neo4j/graphql on graphql-yoga, as their documentation sets them up, over the graph that the gateway keeps.
// Usage: NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD in the environment; node server.mjs PORT
import { createServer } from "node:http";

import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const typeDefs = /* GraphQL */ `
  type Person @node {
    id: ID!
    fullName: String @alias(property: "full_name")
    firstName: String @alias(property: "first_name")
    lastName: String @alias(property: "last_name")
    gender: String
    jobTitle: String @alias(property: "job_title")
    departments: [String!]
    workEmail: String @alias(property: "work_email")
    personalEmail: String @alias(property: "personal_email")
    workPhone: String @alias(property: "work_phone")
    mobilePhone: String @alias(property: "mobile_phone")
    workCity: String @alias(property: "work_address_city")
    workCountry: String @alias(property: "work_address_country")
    companyName: String @alias(property: "company_name")
    personType: String @alias(property: "person_type")
    personStatus: String @alias(property: "person_status")
    personSource: String @alias(property: "person_source")
    personScore: Float @alias(property: "person_score")
    consentEmail: Boolean @alias(property: "consent_email")
    consentCall: Boolean @alias(property: "consent_call")
    lifetimeValue: Float @alias(property: "lifetime_value")
    identities: [Identity!]! @relationship(type: "IDENTIFIES", direction: IN)
    segments: [Segment!]! @relationship(type: "MEMBER_OF", direction: OUT, properties: "Membership")
    accounts: [Account!]! @relationship(type: "WORKS_FOR", direction: OUT, properties: "Role")
    opportunities: [Opportunity!]! @relationship(type: "INVOLVED_IN", direction: OUT, properties: "Part")
    events: [Event!]! @relationship(type: "PERFORMED", direction: OUT)
  }
  type Identity @node {
    id: ID!
    namespace: String
    value: String
    isPrimary: Boolean @alias(property: "is_primary")
    person: [Person!]! @relationship(type: "IDENTIFIES", direction: OUT)
  }
  type Account @node {
    id: ID!
    key: String
    name: String
    industry: String
    numberOfEmployees: Int @alias(property: "number_of_employees")
    people: [Person!]! @relationship(type: "WORKS_FOR", direction: IN, properties: "Role")
    opportunities: [Opportunity!]! @relationship(type: "BELONGS_TO", direction: IN)
  }
  type Opportunity @node {
    id: ID!
    name: String
    stage: String
    state: String
    amount: Float
    amountCurrency: String @alias(property: "amount_currency")
    account: [Account!]! @relationship(type: "BELONGS_TO", direction: OUT)
  }
  type Segment @node {
    id: ID!
    name: String
  }
  type Event @node {
    id: ID!
    eventType: String @alias(property: "event_type")
    pageName: String @alias(property: "page_name")
    campaignKey: String @alias(property: "campaign_key")
    orderTotal: Float @alias(property: "order_total")
  }
  type Role @relationshipProperties {
    role: String
    isPrimary: Boolean @alias(property: "is_primary")
    isActive: Boolean @alias(property: "is_active")
  }
  type Part @relationshipProperties {
    role: String
  }
  type Membership @relationshipProperties {
    status: String
  }
`;

const driver = neo4j.driver(
  process.env.NEO4J_URI,
  neo4j.auth.basic(process.env.NEO4J_USER ?? "neo4j", process.env.NEO4J_PASSWORD),
);
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const yoga = createYoga({ schema, graphiql: false, logging: false, context: { executionContext: driver } });
const server = createServer(yoga);
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
    driver.close().then(() => process.exit(0));
  });
}
