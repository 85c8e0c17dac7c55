// mistake: forgets-derivatives
// region: remember/record
// message: the local derivatives are not kept
node.op = op;
std::copy(parents.begin(), parents.end(), node.parents.begin());
