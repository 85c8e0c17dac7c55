// mistake: forgets-operator
// region: remember/record
// message: the operator's name was not kept
node.local = {local.da, local.db};
std::copy(parents.begin(), parents.end(), node.parents.begin());
