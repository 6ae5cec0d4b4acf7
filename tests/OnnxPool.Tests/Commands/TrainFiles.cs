using System.Runtime.InteropServices;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Commands;

/// <summary>A small model and small data for <c>onnxpool train</c>.</summary>
static class TrainFiles
{
    /// <summary>A network for images of 8x8 and two classes, with dropout.</summary>
    public static string Model(TemporaryFolder folder)
    {
        string path = folder.File("model.onnx");
        ModelFile.Write(path, Sequential.Input(1, 8, 8).Conv(3, 3).Relu().MaxPool(2).Flatten().Dropout(0.2f).Linear(2).Build());
        return path;
    }

    /// <summary>Noise, brighter in the upper half for class 0 and in the lower for class 1: an argument of <c>--data</c>.</summary>
    public static string Data(TemporaryFolder folder, int count, int seed = 1)
    {
        var random = new Random(seed);
        (float[] images, int[] labels) = (new float[64 * count], new int[count]);
        for (int n = 0; n < count; n++)
        {
            labels[n] = random.Next(2);
            for (int i = 0; i < 64; i++) images[(n * 64) + i] = (float)random.NextDouble() + (i / 32 == labels[n] ? 0.4f : 0);
        }
        return $"{Npy(folder, $"x{seed}.npy", "<f4", $"({count}, 8, 8)", MemoryMarshal.AsBytes<float>(images))},{Npy(folder, $"y{seed}.npy", "<i4", $"({count},)", MemoryMarshal.AsBytes<int>(labels))}";
    }

    /// <summary>A file of numpy.</summary>
    public static string Npy(TemporaryFolder folder, string name, string type, string shape, ReadOnlySpan<byte> data) =>
        folder.File(name, NpyFileTests.File($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}", data));
}
