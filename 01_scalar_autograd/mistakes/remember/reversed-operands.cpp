// mistake: reversed-operands
// region: remember/record
// message: the operands are in the wrong order
node.op = op;
node.local = {local.da, local.db};
std::reverse_copy(parents.begin(), parents.end(), node.parents.begin());
