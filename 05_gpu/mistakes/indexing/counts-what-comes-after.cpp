// mistake: counts-what-comes-after
// region: indexing/rank
// message: the order is reversed
for (int j = 0; j < count; ++j)
  before += tile + j != own && comes_first(value, others[j], own, tile + j, largest);
