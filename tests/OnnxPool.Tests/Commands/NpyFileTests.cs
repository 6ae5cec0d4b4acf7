using System.Text;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary>Reading what numpy writes.</summary>
[TestFixture]
public class NpyFileTests
{
    public static byte[] File(string header, ReadOnlySpan<byte> data, int version = 1)
    {
        byte[] text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    static string Header(string descr, string shape, string order = "False") =>
        $"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}";

    [TestCase("|b1", ElementType.Bool, 1)]
    [TestCase("|i1", ElementType.Int8, 1)]
    [TestCase("<i2", ElementType.Int16, 2)]
    [TestCase("<i4", ElementType.Int32, 4)]
    [TestCase("<i8", ElementType.Int64, 8)]
    [TestCase("|u1", ElementType.UInt8, 1)]
    [TestCase("<u2", ElementType.UInt16, 2)]
    [TestCase("<u4", ElementType.UInt32, 4)]
    [TestCase("<u8", ElementType.UInt64, 8)]
    [TestCase("<f2", ElementType.Float16, 2)]
    [TestCase("<f4", ElementType.Float, 4)]
    [TestCase("<f8", ElementType.Double, 8)]
    [TestCase("<c8", ElementType.Complex64, 8)]
    [TestCase("<c16", ElementType.Complex128, 16)]
    public void Every_type_is_read_in_every_version(string descr, ElementType type, int width)
    {
        byte[] data = [.. Enumerable.Range(1, 6 * width).Select(i => (byte)i)];
        foreach (int version in (int[])[1, 2, 3])
        {
            Tensor tensor = Read(File(Header(descr, "(2, 3)"), data, version));
            Assert.That(tensor.Type, Is.EqualTo(type));
            Assert.That(tensor.Shape.ToArray(), Is.EqualTo(new long[] { 2, 3 }));
            Assert.That(tensor.Bytes.ToArray(), Is.EqualTo(data));
        }
    }

    [TestCase("()", new long[0], 4)]
    [TestCase("(3,)", new long[] { 3 }, 12)]
    [TestCase("(0, 5)", new long[] { 0, 5 }, 0)]
    [TestCase("(1L, 2L)", new long[] { 1, 2 }, 8)]
    public void Shapes_are_read(string text, long[] shape, int bytes) =>
        Assert.That(Read(File(Header("<f4", text), new byte[bytes])).Shape.ToArray(), Is.EqualTo(shape));

    [TestCase(">f4", "(1,)", "False", 4, "found '>f4'; allowed: little-endian")]
    [TestCase("<U3", "(1,)", "False", 12, "found '<U3'")]
    [TestCase("|O", "(1,)", "False", 8, "found '|O'")]
    [TestCase("f4", "(1,)", "False", 4, "found 'f4'")]
    [TestCase("<f4", "(1,)", "True", 4, "fortran_order: found True; allowed: False")]
    [TestCase("<f4", "(2,)", "False", 4, "found 4 bytes; allowed: 8 for float of shape 2")]
    [TestCase("<f4", "(1,)", "False", 5, "found 5 bytes; allowed: 4")]
    [TestCase("<f4", "(-1,)", "False", 4, "a size from 0")]
    [TestCase("<f4", "(9999999999, 9999999999, 9999999999)", "False", 4, "shape: found")]
    [TestCase("<f4", "(9999999999, 99999999)", "False", 4, "tensor size: found")]
    [TestCase("<f4", "(1 2)", "False", 4, "a comma or the end of the tuple")]
    [TestCase("<f4", "3", "False", 4, "allowed: '('")]
    [TestCase("<f4", "(1,)", "Maybe", 4, "allowed: True or False")]
    public void What_is_not_taken_is_said(string descr, string shape, string order, int bytes, string said) =>
        IsRefused(File(Header(descr, shape, order), new byte[bytes]), said);

    [TestCase("{'descr': '<f4', 'shape': (1,)}", "without all its keys")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}", "the key 'more'")]
    [TestCase("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr'")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "a structured type")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "nothing behind")]
    [TestCase("{'descr", "a quote at the end")]
    [TestCase("", "'{'")]
    public void Headers_that_are_wrong_are_refused(string header, string said) => IsRefused(File(header, new byte[4]), said);

    [Test]
    public void Files_that_are_cut_are_refused_at_every_length()
    {
        byte[] whole = File(Header("<f4", "(2,)"), new byte[8]);
        for (int length = 0; length < whole.Length; length++)
            Assert.That(() => Read(whole[..length]), Throws.TypeOf<InvalidModelException>(), $"{length} bytes");
    }

    [Test]
    public void Other_files_are_refused()
    {
        IsRefused([0x93, .. "NUMPY"u8, 4, 0, 0, 0, 0, 0], "found 4.0; allowed: 1.0");
        IsRefused([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "numpy header: found 4294967295 bytes");
        IsRefused([.. "not numpy at all"u8], "do not begin with the numpy signature");
        Assert.That(() => NpyFile.Read("/nowhere/x.npy"), Throws.TypeOf<InvalidModelException>().With.Message.Contains("no such file"));
        Assert.That(() => NpyFile.Read("/tmp"), Throws.TypeOf<InvalidModelException>().With.Message.Contains("a directory"));
    }

    static void IsRefused(byte[] file, string said) =>
        Assert.That(() => Read(file), Throws.TypeOf<InvalidModelException>().With.Message.Contains(said).And.Message.Not.Contains("\n"));

    static Tensor Read(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        return NpyFile.Read(folder.File("x.npy", bytes));
    }
}
