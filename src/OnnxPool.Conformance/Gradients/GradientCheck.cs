namespace OnnxPool.Conformance;

/// <summary>
/// Checks a gradient by differences: moves X a little both ways, and compares the change of the loss Σ dY · f(X) with what the gradient says.
/// </summary>
/// <remarks>
/// <para>In double, with dY of either sign between ½ and 1. Elements of X are moved one at a time, which gives the Jacobian output by output, and all
/// at once along random directions. Maxima, averages and moves are linear as far as the nearest kink, so that a central difference is exact but for
/// rounding; for norms differences over three distances are extrapolated to 0 (Richardson).</para>
/// <para>Kinks are found from X and the windows: elements that tie for a maximum, elements and norms that are 0, places that MaxUnpool writes twice.
/// There an element is held to the stated policy: its share of the one-sided slope of a maximum, nothing at 0, and all of dY at a shared place.</para>
/// </remarks>
public static class GradientCheck
{
    // Differences by all and half and a quarter of the distance leave an error of the sixth order.
    static readonly double[] s_extrapolation = [1 / 45.0, -20 / 45.0, 64 / 45.0];

    // Elements of all the calls that may be made for directions, and for single elements; at least one of each is.
    const long Effort = 1L << 23;

    /// <summary>Checks the gradient of a problem.</summary>
    /// <param name="problem">A problem of any floating-point type; it is checked in double. A gradient is checked on the problem that it is the gradient of.</param>
    /// <param name="options">Runner, tie policy and others; this project's own gradient if absent.</param>
    /// <exception cref="InvalidPoolingException">The problem is invalid, its elements are no floating-point numbers, or a given X does not fit.</exception>
    public static GradientCheckResult Run(Problem problem, GradientCheckOptions? options = null)
    {
        options ??= new GradientCheckOptions();
        var given = new GradientCase(problem, options);
        var check = new Measurement(given, options);
        try
        {
            check.FollowDirections();
            check.MoveElements();
        }
        catch (RunnerException e)
        {
            return check.Result(e.Message);
        }
        return check.Result();
    }

    /// <summary>A runner has thrown, or given something of another size than asked for.</summary>
    sealed class RunnerException(string message) : Exception(message);

    sealed class Measurement
    {
        readonly GradientCase _case;
        readonly GradientCheckOptions _options;
        readonly double[] _x;
        readonly long _outputs;
        readonly OutputTaps _taps;
        readonly IKinks _kinks;
        readonly double[] _weights;
        int _elements, _atKinks, _skipped, _directions;
        GradientMismatch? _worst;

        public Measurement(GradientCase given, GradientCheckOptions options)
        {
            (_case, _options, _x) = (given, options, given.X);
            _outputs = Shapes.ElementCount([.. given.OutputShape]);
            _taps = OutputTaps.Of(given);
            _kinks = Kinks.Of(given, _taps);
            _weights = given.Problem.Operator.Name is "LpPool" or "GlobalLpPool" ? s_extrapolation : [1];
        }

        public GradientCheckResult Result(string failure = "")
        {
            bool isWithin = _worst is not { } worst || worst.Error <= _options.Tolerance;
            bool isUndecided = _elements == 0 && _directions == 0 && _x.Length > 0;
            return new GradientCheckResult
            {
                Runner = _options.Runner.Name,
                Problem = _case.Problem,
                Ties = _case.Ties,
                Verdict = failure.Length > 0 || !isWithin ? Verdict.Failed : isUndecided ? Verdict.Unsupported : Verdict.Within,
                Reason = failure.Length > 0 ? failure
                    : !isWithin ? $"the gradient is not the slope: {_worst}"
                    : isUndecided ? "every element is too near to a kink to be measured"
                    : "",
                Worst = _worst,
                Elements = _elements,
                Kinks = _atKinks,
                Skipped = _skipped,
                Directions = _directions,
            };
        }

        /// <summary>Moves all of X at once. Outputs at a kink get a dY of 0; empty windows keep theirs, which nothing may receive.</summary>
        public void FollowDirections()
        {
            double[] y = Forward(_x);
            bool[] isEmpty = [.. Enumerable.Range(0, (int)_outputs).Select(o => !_taps.Of(o).Any())];
            bool[] takesPart = [.. isEmpty.Select((empty, o) => !empty && !_kinks.IsKink(o))];
            if (!takesPart.Contains(true)) return;
            double[] roundings = [.. y.Select((value, o) => Rounding(o, value))];
            double[] steps = [.. Enumerable.Range(0, _x.Length).Select(i => _kinks.Step(i))];
            for (int k = 0; k < Affordable(_options.Directions); k++)
            {
                var random = new SeededRandom($"{_case.Problem.Identity} direction {k}", _options.Seed);
                double[] dY = Signs(random, _outputs);
                for (int o = 0; o < dY.Length; o++)
                    if (!takesPart[o] && !isEmpty[o]) dY[o] = 0;
                double[] direction = [.. Signs(random, _x.Length).Zip(steps, (sign, step) => sign * step)];
                double[] slopes = Slopes(direction);
                double[] dX = Backward(dY);
                var sum = default(Sum);
                for (int o = 0; o < dY.Length; o++)
                    if (takesPart[o]) sum.Add(dY[o], slopes[o], roundings[o]);
                double found = 0;
                for (int i = 0; i < dX.Length; i++) found += dX[i] * direction[i];
                if (TryCompare($"direction {k}", sum, scale: 0, found)) _directions++;
            }
        }

        /// <summary>Moves elements one at a time; no more of them than is worth while.</summary>
        public void MoveElements()
        {
            var random = new SeededRandom($"{_case.Problem.Identity} elements", _options.Seed);
            double[] dY = Signs(random, _outputs);
            double[] y = Forward(_x);
            double[] dX = Backward(dY);
            foreach (int i in Chosen(random))
            {
                long[] over = [.. _taps.Over(i)];
                Kink?[] kinks = [.. over.Select(o => _kinks.At(o, i))];
                var sum = default(Sum);
                double step = _kinks.Step(i);
                bool needsSlopes = kinks.Any(k => k is null or { IsOfRise: true, Share: not 0 });
                // The smallest of the steps, which norms take, has to make a difference to the element.
                if (needsSlopes && _x[i] + (step / 4) == _x[i])
                {
                    _skipped++;
                    continue;
                }
                (double[] slopes, double[] rises) = needsSlopes ? Slopes(i, step, y) : ([], []);
                for (int n = 0; n < over.Length; n++)
                {
                    long o = over[n];
                    if (kinks[n] is not { } kink) sum.Add(dY[o], slopes[o], Rounding(o, y[o]) / step);
                    else if (kink is { IsOfRise: true, Share: not 0 }) sum.Add(dY[o], kink.Share * rises[o], Rounding(o, y[o]) / step);
                    else sum.Add(dY[o], kink.Share, 0);
                }
                if (!TryCompare($"X[{i}]", sum, scale: 1, dX[i]))
                {
                    _skipped++;
                    continue;
                }
                _elements++;
                if (kinks.Any(k => k is not null)) _atKinks++;
            }
        }

        IEnumerable<int> Chosen(SeededRandom random)
        {
            if (_x.Length <= _options.Elements) return Enumerable.Range(0, _x.Length);
            var chosen = new SortedSet<int>();
            while (chosen.Count < Affordable(_options.Elements)) chosen.Add(random.Below(_x.Length));
            return chosen;
        }

        long Affordable(int wanted) => Math.Min(wanted, Math.Max(1, Effort / (2L * _weights.Length * Math.Max(1, _x.Length))));

        /// <summary>The slope of each output along a direction; it becomes the one that was really taken, which rounding makes a little different.</summary>
        double[] Slopes(double[] direction)
        {
            var slopes = new double[_outputs];
            for (int level = 0; level < _weights.Length; level++)
            {
                double part = Math.ScaleB(1, -level);
                double[] above = Forward([.. _x.Zip(direction, (x, d) => x + (d * part))]);
                double[] below = Forward([.. _x.Zip(direction, (x, d) => x - (d * part))]);
                for (int o = 0; o < slopes.Length; o++) slopes[o] += _weights[level] * (above[o] - below[o]) / (2 * part);
            }
            for (int i = 0; i < direction.Length; i++) direction[i] = (_x[i] + direction[i] - (_x[i] - direction[i])) / 2;
            return slopes;
        }

        /// <summary>For one element the slope of each output, and that towards larger values only.</summary>
        (double[] Slopes, double[] Rises) Slopes(int element, double step, double[] y)
        {
            var slopes = new double[_outputs];
            var rises = new double[_outputs];
            for (int level = 0; level < _weights.Length; level++)
            {
                double part = Math.ScaleB(step, -level);
                double x = _x[element];
                double[] moved = [.. _x];
                moved[element] = x + part;
                double[] above = Forward(moved);
                moved[element] = x - part;
                double[] below = Forward(moved);
                for (int o = 0; o < slopes.Length; o++)
                {
                    slopes[o] += _weights[level] * (above[o] - below[o]) / (x + part - (x - part));
                    if (level == 0) rises[o] = (above[o] - y[o]) / (x + part - x);
                }
            }
            return (slopes, rises);
        }

        /// <summary>
        /// What rounding may add to the difference of an output over a distance of 1: a sum of n terms is usually off by about √n roundings, and
        /// extrapolation weighs the smallest differences most.
        /// </summary>
        double Rounding(long output, double y)
        {
            int terms = 0;
            double size = Math.Abs(y);
            foreach (long tap in _taps.Of(output))
            {
                terms++;
                size = Math.Max(size, Math.Abs(_x[tap]));
            }
            double worse = _weights.Length == 1 ? 1 : 7 * Math.Max(1, 1 / _case.P);
            return ((8 * Math.Sqrt(terms)) + 12) * worse * size * Math.ScaleB(1, -53);
        }

        /// <summary>Compares, unless the rounding of the measurement is as large as what would have to be seen.</summary>
        bool TryCompare(string place, Sum measured, double scale, double found)
        {
            double floor = measured.Rounding / _options.Tolerance;
            if (floor > Math.Max(measured.Magnitude, scale)) return false;
            double size = Math.Max(Math.Max(Math.Abs(measured.Value), Math.Abs(found)), floor);
            double error = measured.Value == found ? 0 : Math.Abs(measured.Value - found) / size;
            // Infinities, and NaN on either side.
            if (!double.IsFinite(error)) error = double.PositiveInfinity;
            if (_worst is not { } worst || error > worst.Error) _worst = new GradientMismatch(place, measured.Value, found, error);
            return true;
        }

        double[] Forward(double[] x) => Checked(() => _options.Runner.Forward(_case, [.. x]), "Y", _case.OutputShape);

        double[] Backward(double[] dY) => Checked(() => _options.Runner.Backward(_case, [.. dY], [.. _x]), "dX", _case.InputShape);

        double[] Checked(Func<double[]?> call, string name, IReadOnlyList<long> shape)
        {
            IGradientRunner runner = _options.Runner;
            double[]? values;
            try
            {
                values = call();
            }
            catch (Exception e) when (runner is not OnnxPoolGradientRunner)
            {
                // Code from elsewhere may throw anything; it has failed this case, not the run.
                throw new RunnerException($"{runner.Name} threw {e.GetType().Name}: {e.Message}");
            }
            long count = Shapes.ElementCount([.. shape]);
            return values?.Length == count ? values
                : throw new RunnerException($"{runner.Name} gives {name} of {(values is null ? "null" : $"{values.Length} elements")} instead of {count} ({Shapes.Format([.. shape])})");
        }

        static double[] Signs(SeededRandom random, long count)
        {
            var values = new double[count];
            for (int i = 0; i < values.Length; i++) values[i] = (random.Below(2) == 0 ? 0.75 : -0.75) + (random.Uniform() / 4);
            return values;
        }

        /// <summary>A derivative of the loss: the sum of those of the outputs, each times its dY.</summary>
        struct Sum
        {
            public double Value;
            public double Magnitude;
            public double Rounding;

            public void Add(double dY, double slope, double rounding)
            {
                Value += dY * slope;
                Magnitude += Math.Abs(dY * slope);
                Rounding += Math.Abs(dY) * rounding;
            }
        }
    }
}
