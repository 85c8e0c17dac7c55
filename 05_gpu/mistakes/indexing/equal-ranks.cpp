// mistake: equal-ranks
// region: indexing/rank
// message: equal elements got one rank
for (int j = 0; j < count; ++j)
  before += largest ? others[j] > value || (others[j] != others[j] && value == value)
                    : others[j] < value || (value != value && others[j] == others[j]);
