// mistake: children-forgotten
// region: modules/collect
// from: 22
// message: what about those of the modules below?
found.push_back({path, this});
