// The list of namespaces walks them in their order.
CREATE RANGE INDEX range_namespace_priority IF NOT EXISTS FOR (n:Namespace) ON (n.priority);
