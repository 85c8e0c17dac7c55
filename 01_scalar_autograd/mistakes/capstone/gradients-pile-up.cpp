// mistake: gradients-pile-up
// region: capstone
// from: 24
// message: Is each gradient that of one flight alone
Tape tape;
TapeValue throw_x = tape.variable(0), throw_y = tape.variable(0);
const std::size_t start = tape.entries.size();
const double dt = 0.01, duration = dt * shot.steps;
for (int i = 0; i < 500; ++i) {
  tape.rewind(start);
  TapeValue x = 0.0, y = 0.0, vx = throw_x, vy = throw_y;
  for (int step = 0; step < shot.steps; ++step) {
    const TapeValue rx = vx - shot.wind, ry = vy;
    const TapeValue resistance = shot.drag * pow(rx * rx + ry * ry + 1e-12, 0.5);
    vx -= dt * resistance * rx;
    vy -= dt * (9.81 + resistance * ry);
    x += dt * vx;
    y += dt * vy;
  }
  const TapeValue miss_x = x - shot.target_x, miss_y = y - shot.target_y;
  backward(miss_x * miss_x + miss_y * miss_y);
  // Without air, position = duration * throw + ..., and this rate would hit at once.
  const double rate = 1 / (2 * duration * duration);
  throw_x.set_data(throw_x.data() - rate * throw_x.grad());
  throw_y.set_data(throw_y.data() - rate * throw_y.grad());
}
return {throw_x.data(), throw_y.data()};
