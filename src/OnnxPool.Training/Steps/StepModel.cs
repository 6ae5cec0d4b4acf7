using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A value that goes from step to step.</summary>
/// <param name="Input">Its name as an input, which for a parameter or a statistic is the initializer's.</param>
/// <param name="Output">The output that holds it after the step.</param>
/// <param name="Initial">What it is before the first.</param>
sealed record CarriedValue(string Input, string Output, Tensor Initial);

/// <summary>A model of one training step: parameters and what the optimizer keeps are inputs, and what they are afterwards are outputs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Gradient">The gradient model that it was made of.</param>
/// <param name="Carried">What goes from step to step: parameters and running statistics, then the optimizer's slots.</param>
sealed record StepModel(ModelProto Model, GradientModel Gradient, IReadOnlyList<CarriedValue> Carried)
{
    /// <summary>The input of the learning rate, a float.</summary>
    public const string Rate = "onnxpool/rate";

    /// <summary>The input of the number of the step, from 1, an int64.</summary>
    public const string Count = "onnxpool/count";

    /// <summary>Writes the step of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Loss, parameters, mode.</param>
    /// <param name="optimizer">What moves the parameters.</param>
    /// <param name="clipNorm">The greatest norm that all gradients together may have; null for any.</param>
    public static StepModel Build(ModelProto model, GradientOptions options, Optimizer optimizer, float? clipNorm)
    {
        GradientModel gradient = GradientGraph.Build(model, options);
        ModelProto copy = gradient.Model.Clone();
        GraphProto graph = copy.Graph;
        long opset = copy.OpsetImport.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0).Max(i => i.Version);
        var writer = new GraphWriter(graph, opset, [.. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(t => t.Name), .. graph.Node.SelectMany(n => n.Output.Append(n.Name)), Rate, Count])
        {
            Scope = "onnxpool/step",
        };
        List<CarriedValue> carried = [], slots = [];
        graph.Output.Clear();
        graph.Output.Add(gradient.Model.Graph.Output.Where(o => o.Name == gradient.Loss || o.Name == gradient.Output));
        string[] gradients = Clip(writer, gradient.Parameters, clipNorm);
        var outputs = new OutputNames(graph, writer);
        foreach ((ParameterGradient parameter, string slope) in gradient.Parameters.Zip(gradients))
        {
            string Of(string scalar, ElementType type) => parameter.Type == type ? scalar : writer.Cast(scalar, parameter.Type);
            var step = new StepValues(writer, parameter.Type, Of(Rate, ElementType.Float), Of(Count, ElementType.Int64));
            string[] names = [.. optimizer.Slots.Select(s => $"{parameter.Name}.{s}")];
            string[] next = optimizer.Update(step, parameter.Name, slope, names);
            carried.Add(new CarriedValue(parameter.Name, outputs.Add(next[0], $"{parameter.Name}.new", parameter.Type, [.. parameter.Shape]), Take(graph, parameter.Name)));
            for (int i = 0; i < names.Length; i++)
            {
                graph.Input.Add(ValueTypes.Named(names[i], ValueTypes.Tensor(parameter.Type, [.. parameter.Shape])));
                slots.Add(new CarriedValue(names[i], outputs.Add(next[i + 1], $"{names[i]}.new", parameter.Type, [.. parameter.Shape]), new Tensor(parameter.Type, [.. parameter.Shape])));
            }
        }
        foreach (RunningStatistic statistic in gradient.Statistics)
        {
            carried.Add(new CarriedValue(statistic.Name, statistic.Next, Take(graph, statistic.Name)));
            graph.Output.Add(gradient.Model.Graph.Output.Single(o => o.Name == statistic.Next));
        }
        graph.Input.Add(ValueTypes.Named(Rate, ValueTypes.Tensor(ElementType.Float, [])));
        graph.Input.Add(ValueTypes.Named(Count, ValueTypes.Tensor(ElementType.Int64, [])));
        return new StepModel(copy, gradient, [.. carried, .. slots]);
    }

    // All gradients times what brings their common norm down to the greatest allowed one (Pascanu et al.).
    static string[] Clip(GraphWriter graph, IReadOnlyList<ParameterGradient> parameters, float? clipNorm)
    {
        string[] gradients = [.. parameters.Select(p => p.Gradient)];
        if (clipNorm is not { } most) return gradients;
        ElementType type = parameters[0].Type;
        string[] squares = [.. gradients.Select((g, i) => graph.Cast(graph.ReduceAll("ReduceSum", graph.Mul(g, g)), type))];
        string norm = graph.Sqrt(squares.Length == 1 ? squares[0] : graph.Node("Sum", squares));
        string factor = graph.Node("Min", [graph.Div(graph.Scalar(type, most), norm), graph.Scalar(type, 1)]);
        // A norm of 0 has nothing to clip, and most / 0 is +inf, of which Min takes 1.
        return [.. gradients.Zip(parameters, (g, p) => graph.Mul(g, p.Type == type ? factor : graph.Cast(factor, p.Type)))];
    }

    // An initializer becomes an input without a default.
    static Tensor Take(GraphProto graph, string name)
    {
        TensorProto tensor = graph.Initializer.First(t => t.Name == name);
        Tensor value = TensorConversion.ToTensor(tensor);
        graph.Initializer.Remove(tensor);
        if (graph.Input.All(i => i.Name != name)) graph.Input.Add(ValueTypes.Named(name, ValueTypes.Tensor(value.Type, value.Shape)));
        return value;
    }
}
