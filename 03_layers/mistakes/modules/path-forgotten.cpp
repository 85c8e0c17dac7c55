// mistake: path-forgotten
// region: modules/collect
// message: a part's path begins with the path of what it is part of
found.push_back({path, this});
for (const auto& child : modules_) child.item->collect_modules(child.name, found);
