namespace OnnxPool.Training;

/// <summary>What an optimizer reads of a step, besides the tensor that it moves: the rate R and the number T of steps before this one.</summary>
/// <param name="Graph">Where nodes are added.</param>
/// <param name="Type">The element type of the tensor.</param>
/// <param name="Rate">R, a scalar of that type.</param>
/// <param name="Count">T, a scalar of that type.</param>
sealed record StepValues(GraphWriter Graph, ElementType Type, string Rate, string Count)
{
    /// <summary>A number of the tensor's type.</summary>
    public string Scalar(double value) => Graph.Scalar(Type, value);

    /// <summary>a·x, or x for a = 1.</summary>
    public string Scaled(string x, double a) => a == 1 ? x : Graph.Mul(x, Scalar(a));

    /// <summary>a·x + y, or y for a = 0.</summary>
    public string Sum(double a, string x, string y) => a == 0 ? y : Graph.Add(Scaled(x, a), y);
}

/// <summary>The updates of ai.onnx.preview.training, version 1, written in ONNX's own operators.</summary>
static class UpdateRules
{
    /// <summary>
    /// G' = norm·X + G; H' = H + G'²; X' = X − R/(1 + T·decay)·G'/(√H' + epsilon).
    /// </summary>
    public static (string X, string H) Adagrad(StepValues step, string x, string g, string h, float decay, float epsilon, float norm)
    {
        GraphWriter graph = step.Graph;
        string regular = step.Sum(norm, x, g);
        string squares = graph.Add(h, graph.Mul(regular, regular));
        string rate = decay == 0 ? step.Rate : graph.Div(step.Rate, graph.Add(step.Scalar(1), step.Scaled(step.Count, decay)));
        string size = graph.Add(graph.Sqrt(squares), step.Scalar(epsilon));
        return (graph.Sub(x, graph.Div(graph.Mul(rate, regular), size)), squares);
    }

    /// <summary>
    /// G' = norm·X + G; V' = alpha·V + beta'·G', where beta' is beta, or 1 at T = 0; X' = X − R·V', or with Nesterov's momentum X − R·(G' + alpha·V').
    /// </summary>
    public static (string X, string V) Momentum(StepValues step, string x, string g, string v, float alpha, float beta, float norm, bool nesterov)
    {
        GraphWriter graph = step.Graph;
        string regular = step.Sum(norm, x, g);
        string weighed = beta == 1 ? regular : graph.Mul(regular, graph.Where(IsLater(step), step.Scalar(beta), step.Scalar(1)));
        string momentum = step.Sum(alpha, v, weighed);
        string direction = nesterov ? step.Sum(alpha, momentum, regular) : momentum;
        return (graph.Sub(x, graph.Mul(step.Rate, direction)), momentum);
    }

    /// <summary>
    /// G' = norm·X + G; V' = alpha·V + (1 − alpha)·G'; H' = beta·H + (1 − beta)·G'²; R' = R·√(1 − beta^T)/(1 − alpha^T), or R at T = 0;
    /// X' = (1 − post)·(X − R'·V'/(√H' + epsilon)).
    /// </summary>
    public static (string X, string V, string H) Adam(
        StepValues step, string x, string g, string v, string h, float alpha, float beta, float epsilon, float norm, float post)
    {
        GraphWriter graph = step.Graph;
        string regular = step.Sum(norm, x, g);
        string mean = step.Sum(alpha, v, step.Scaled(regular, 1 - (double)alpha));
        string squares = step.Sum(beta, h, step.Scaled(graph.Mul(regular, regular), 1 - (double)beta));
        string size = graph.Add(graph.Sqrt(squares), step.Scalar(epsilon));
        string moved = graph.Sub(x, graph.Div(graph.Mul(Corrected(step, alpha, beta), mean), size));
        return (step.Scaled(moved, 1 - (double)post), mean, squares);
    }

    // Both averages begin at 0, which is taken out again.
    static string Corrected(StepValues step, float alpha, float beta)
    {
        GraphWriter graph = step.Graph;
        string Rest(float factor) => graph.Sub(step.Scalar(1), graph.Node("Pow", [step.Scalar(factor), step.Count]));
        string corrected = graph.Mul(step.Rate, graph.Div(graph.Sqrt(Rest(beta)), Rest(alpha)));
        return graph.Where(IsLater(step), corrected, step.Rate);
    }

    static string IsLater(StepValues step) => step.Graph.Node("Greater", [step.Count, step.Scalar(0)]);
}
