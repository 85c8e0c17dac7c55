// mistake: first-operand-only
// region: remember/record
// message: only the first operand is kept
node.op = op;
node.local = {local.da, local.db};
node.parents[0] = *parents.begin();
