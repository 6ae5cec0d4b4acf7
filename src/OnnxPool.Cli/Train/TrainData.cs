using System.Security.Cryptography;
using System.Text;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>The examples of a run, in the form that its model takes.</summary>
/// <param name="Train">Those to train with.</param>
/// <param name="Test">Those to test with.</param>
/// <param name="Form">How labels of classes are written.</param>
sealed record TrainData(Examples Train, Examples Test, LabelForm Form)
{
    /// <summary>The name of the ten thousand digits.</summary>
    public const string DigitsName = "digits";

    /// <summary>Reads them.</summary>
    /// <param name="settings">Where they are, and how many.</param>
    /// <param name="model">The model that takes them.</param>
    /// <param name="announce">Told before something is fetched.</param>
    /// <exception cref="InvalidModelException">A file that cannot be read or used; the message names it.</exception>
    public static TrainData Load(TrainSettings settings, ModelProto model, Action<string> announce)
    {
        var options = new GradientOptions { Loss = settings.Loss };
        (Examples all, LabelForm form) = Fitted(settings.Data, model, options, announce);
        if (settings.TestData is not { } testData)
        {
            int test = settings.Test ?? Math.Max(1, all.Count / 5);
            (Examples train, Examples rest) = Named(settings.Data, () => all.Split(settings.Train ?? Math.Max(1, all.Count - test), test, settings.Seed));
            return new TrainData(train, rest, form);
        }
        (Examples tests, LabelForm testForm) = Fitted(testData, model, options, announce);
        if (form != testForm) throw Named(testData, new InvalidPoolingException("labels", tests.Labels.Type.Name(), $"{all.Labels.Type.Name()}, as those to train with"));
        return new TrainData(Some(settings.Data, all, settings.Train, settings.Seed), Some(testData, tests, settings.Test, settings.Seed), form);
    }

    /// <summary>A digest of all examples.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor tensor in (Tensor[])[Train.Inputs, Train.Labels, Test.Inputs, Test.Labels])
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"{tensor.Type} {Shapes.Format(tensor.Shape)} "));
            hash.AppendData(tensor.Bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static Examples Some(string source, Examples examples, int? count, long seed)
    {
        if (count is not { } some || some == examples.Count) return examples;
        if (some > examples.Count) throw Named(source, new InvalidPoolingException("examples", $"{examples.Count}", $"{some} or more, as was asked for"));
        return examples.Split(some, examples.Count - some, seed).Train;
    }

    static (Examples, LabelForm) Fitted(string source, ModelProto model, GradientOptions options, Action<string> announce)
    {
        Examples raw = Read(source, announce);
        return Named(source, () => ModelExamples.Fit(raw, model, options));
    }

    static Examples Read(string source, Action<string> announce)
    {
        if (Directory.Exists(source)) return ExampleFiles.ReadFolder(source);
        if (source == DigitsName) return Digits.Fetch(Path.Combine(CacheFolder.Path, DigitsName), announce);
        return source.Split(',') is [{ Length: > 0 } inputs, { Length: > 0 } labels] ? ExampleFiles.Read(inputs, labels)
            : throw new InvalidPoolingException("--data", $"'{source}'", $"{DigitsName}, INPUTS,LABELS (two files .npy, IDX or .pb), or a folder with test_data_set_*");
    }

    static T Named<T>(string source, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (PoolingException e)
        {
            throw Named(source, e);
        }
    }

    static InvalidModelException Named(string source, PoolingException e) => InvalidModelException.In(source, e);
}
