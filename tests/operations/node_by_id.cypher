// node
MATCH (account:Account {id: $account_id})
RETURN collect([account.id, account.name, account.website]) AS account_rows

// nothing
// nothing to read
