using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Brings examples as files hold them into the form in which a model takes them.</summary>
public static class ModelExamples
{
    /// <summary>
    /// Converts types and shapes. Inputs become the model's type, bytes as numbers from 0 to 1, and get axes of 1 that the model has and they lack (28x28 becomes 1x28x28).
    /// Labels of a loss over classes stay numbers of classes if they are integers, otherwise they are numbers for each class; of another loss they become the output's type.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="model">The model, with one input that is no initializer.</param>
    /// <param name="options">The loss, and the output that it is taken of.</param>
    /// <returns>The examples, and how their labels are written.</returns>
    /// <exception cref="InvalidPoolingException">Inputs or labels that cannot be what the model needs, or a class that it does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">Strings, complex numbers, or a model of other types than float, double and float16.</exception>
    public static (Examples Examples, LabelForm Form) Fit(Examples examples, ModelProto model, GradientOptions options)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ValueInfoProto input = InputOf(model);
        ValueInfoProto output = options.Output is null ? model.Graph.Output[0]
            : model.Graph.Output.FirstOrDefault(o => o.Name == options.Output)
                ?? throw new InvalidPoolingException("output", $"'{Printable.Of(options.Output)}'", Printable.Of(string.Join(", ", model.Graph.Output.Select(o => o.Name))));
        Tensor inputs = Shaped("inputs", Converted("inputs", examples.Inputs, DeclaredType.Of(input.Type)?.Type), input);
        bool hasClasses = options.Loss is Loss.SoftmaxCrossEntropy or Loss.NegativeLogLikelihood;
        if (!hasClasses || !IsInteger(examples.Labels.Type))
            return (new Examples(inputs, Shaped("labels", Converted("labels", examples.Labels, DeclaredType.Of(output.Type)?.Type), output)), LabelForm.OneHot);
        var fitted = new Examples(inputs, Classes(examples.Labels, output));
        if (DeclaredType.Of(output.Type)?.Shape is { Count: > 1 } shape && shape[1] > 0) fitted.RequireClasses(shape[1]);
        return (fitted, LabelForm.Index);
    }

    /// <summary>The one input of a model that is no initializer.</summary>
    /// <exception cref="InvalidPoolingException">A model with no input or several.</exception>
    public static ValueInfoProto InputOf(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<string> initializers = [.. model.Graph.Initializer.Select(t => t.Name)];
        ValueInfoProto[] inputs = [.. model.Graph.Input.Where(i => !initializers.Contains(i.Name))];
        return inputs is [var only] ? only
            : throw new InvalidPoolingException("inputs", inputs.Length == 0 ? "none" : Printable.Of(string.Join(", ", inputs.Select(i => i.Name))), "one");
    }

    static bool IsInteger(ElementType type) =>
        type is ElementType.Bool or ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.UInt32 or ElementType.Int32 or ElementType.Int64;

    static Tensor Classes(Tensor labels, ValueInfoProto output)
    {
        if (DeclaredType.Of(output.Type)?.Shape is { Count: 2 })
        {
            if (labels.ElementCount != labels.Shape[0])
                throw new InvalidPoolingException("labels", $"{labels.Type.Name()} {Shapes.Format(labels.Shape)}", $"{labels.Shape[0]}, the number of a class for each example; or a float for each class");
            labels = labels.Reshape([labels.Shape[0]]);
        }
        return labels.Type == ElementType.Int64 ? labels : Tensor.Of(ElementType.Int64, labels.Shape, (ReadOnlySpan<long>)[.. Numbers(labels).Select(v => (long)v)]);
    }

    static Tensor Converted(string subject, Tensor tensor, ElementType? type)
    {
        if (type is not { } wanted || wanted == ElementType.Undefined || tensor.Type == wanted) return tensor;
        if (wanted is not (ElementType.Float or ElementType.Double or ElementType.Float16) || (!IsInteger(tensor.Type) && !IsReal(tensor.Type)))
            throw new UnsupportedPoolingException(subject, tensor.Type.Name(), $"{wanted.Name()}, as the model has it");
        var converted = new Tensor(wanted, tensor.Shape);
        // As images are read everywhere: a byte is a share of the brightest.
        double scale = tensor.Type == ElementType.UInt8 && subject == "inputs" ? byte.MaxValue : 1;
        IEnumerator<double> source = Numbers(tensor).GetEnumerator();
        switch (wanted)
        {
            case ElementType.Float: foreach (ref float v in converted.Values<float>()) v = (float)Next(); break;
            case ElementType.Double: foreach (ref double v in converted.Values<double>()) v = Next(); break;
            default: foreach (ref Half v in converted.Values<Half>()) v = (Half)Next(); break;
        }
        return converted;

        double Next() => source.MoveNext() ? source.Current / scale : throw new InvalidOperationException("a tensor is longer than its shape");
    }

    static bool IsReal(ElementType type) => type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    static IEnumerable<double> Numbers(Tensor tensor) => tensor.Type switch
    {
        ElementType.UInt8 or ElementType.Bool => tensor.Bytes.ToArray().Select(v => (double)v),
        ElementType.UInt16 => tensor.Values<ushort>().ToArray().Select(v => (double)v),
        ElementType.Int16 => tensor.Values<short>().ToArray().Select(v => (double)v),
        ElementType.UInt32 => tensor.Values<uint>().ToArray().Select(v => (double)v),
        ElementType.Int32 => tensor.Values<int>().ToArray().Select(v => (double)v),
        ElementType.Int64 => tensor.Values<long>().ToArray().Select(v => (double)v),
        _ => tensor.ToDoubles(),
    };

    // The same elements with axes of 1 put in or left out, where the model's shape behind the batch is known.
    static Tensor Shaped(string subject, Tensor tensor, ValueInfoProto value)
    {
        if (DeclaredType.Of(value.Type)?.Shape is not { Count: > 0 } shape) return tensor;
        long[] wanted = [.. shape.Skip(1)], found = tensor.Shape[1..].ToArray();
        if (wanted.Length == found.Length && wanted.Zip(found).All(p => p.First < 0 || p.First == p.Second)) return tensor;
        if (wanted.All(d => d > 0) && wanted.Where(d => d != 1).SequenceEqual(found.Where(d => d != 1))) return tensor.Reshape([tensor.Shape[0], .. wanted]);
        // An axis of one channel that is not in the file.
        if (wanted.Length == found.Length + 1 && wanted[0] == 1 && wanted[1..].Zip(found).All(p => p.First < 0 || p.First == p.Second)) return tensor.Reshape([tensor.Shape[0], .. (long[])[1, .. found]]);
        throw new InvalidPoolingException(subject, $"{Shapes.Format(found)} for each example", $"{string.Join('x', wanted.Select(d => d < 0 ? "?" : $"{d}"))}, as '{Printable.Of(value.Name)}' of the model");
    }
}
