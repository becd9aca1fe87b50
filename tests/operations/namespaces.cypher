// namespaces
MATCH (namespaces:Namespace)
WHERE namespaces.priority IS NOT NULL
WITH namespaces ORDER BY namespaces.priority, namespaces.code LIMIT 501
RETURN collect([namespaces.code, namespaces.priority, namespaces.type, namespaces.is_unique]) AS namespaces_rows
