// mistake: counts-positive-scores
// region: two-moons/accuracy
// message: positive scores were counted, whatever the labels say
for (std::size_t i = 0; i < scores.size(); ++i) right += scores[i].data() > 0;
