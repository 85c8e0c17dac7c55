// mistake: children-before-parents
// region: modules/collect
// message: a module comes before the modules below it
for (const auto& child : modules_) child.item->collect_modules(join(path, child.name), found);
found.push_back({path, this});
