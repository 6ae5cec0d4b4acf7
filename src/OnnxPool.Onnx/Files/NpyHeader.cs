using System.Globalization;
using System.Text;

namespace OnnxPool.Onnx;

/// <summary>The header of a numpy file: a Python dictionary with the keys descr, fortran_order and shape.</summary>
/// <param name="Type">The element type that descr stands for.</param>
/// <param name="Shape">The dimensions.</param>
/// <remarks>Format: numpy.lib.format, versions 1.0 to 3.0.</remarks>
sealed record NpyHeader(ElementType Type, long[] Shape)
{
    static readonly Dictionary<string, ElementType> s_types = new()
    {
        ["b1"] = ElementType.Bool,
        ["i1"] = ElementType.Int8,
        ["i2"] = ElementType.Int16,
        ["i4"] = ElementType.Int32,
        ["i8"] = ElementType.Int64,
        ["u1"] = ElementType.UInt8,
        ["u2"] = ElementType.UInt16,
        ["u4"] = ElementType.UInt32,
        ["u8"] = ElementType.UInt64,
        ["f2"] = ElementType.Float16,
        ["f4"] = ElementType.Float,
        ["f8"] = ElementType.Double,
        ["c8"] = ElementType.Complex64,
        ["c16"] = ElementType.Complex128,
    };

    /// <summary>Reads a dictionary.</summary>
    /// <exception cref="InvalidPoolingException">Not a dictionary of these keys, or a negative or oversized dimension.</exception>
    /// <exception cref="UnsupportedPoolingException">A type, byte order or storage order that is not taken here.</exception>
    public static NpyHeader Parse(string text) => new Reader(text).Read();

    static ElementType TypeOf(string descr)
    {
        string allowed = $"little-endian {string.Join(", ", s_types.Keys)}";
        if (descr.Length < 2 || !s_types.TryGetValue(descr[1..], out ElementType type))
            throw new UnsupportedPoolingException("descr", $"'{descr}'", allowed);
        bool isByte = type.BitsPerElement() == 8;
        return descr[0] == '<' || (isByte && descr[0] is '|' or '>' or '=')
            ? type : throw new UnsupportedPoolingException("descr", $"'{descr}'", allowed);
    }

    // The whole of Python that numpy writes here: a dictionary of quoted names to a quoted text, True, False or a tuple of integers.
    sealed class Reader(string text)
    {
        int _position;

        public NpyHeader Read()
        {
            string? descr = null;
            bool? fortranOrder = null;
            long[]? shape = null;
            Expect('{');
            while (!Skip('}'))
            {
                string key = Quoted();
                Expect(':');
                switch (key)
                {
                    case "descr" when descr is null && Next() == '[': throw new UnsupportedPoolingException("descr", "a structured type", "one number for each element");
                    case "descr" when descr is null: descr = Quoted(); break;
                    case "fortran_order" when fortranOrder is null: fortranOrder = Truth(); break;
                    case "shape" when shape is null: shape = Tuple(); break;
                    default: throw Wrong($"the key '{key}'", "descr, fortran_order and shape, each once");
                }
                if (!Skip(',') && Next() != '}') throw Wrong(Rest(), "a comma or the end of the dictionary");
            }
            if (text.AsSpan(_position).Trim().Length > 0) throw Wrong(Rest(), "nothing behind the dictionary");
            if (descr is null || fortranOrder is null || shape is null) throw Wrong("a dictionary without all its keys", "descr, fortran_order and shape");
            if (fortranOrder.Value) throw new UnsupportedPoolingException("fortran_order", "True", "False (numpy.ascontiguousarray makes it so)");
            _ = Shapes.ElementCount(shape);
            return new NpyHeader(TypeOf(descr), shape);
        }

        string Quoted()
        {
            char quote = Next();
            if (quote is not ('\'' or '"')) throw Wrong(Rest(), "a quoted text");
            int end = text.IndexOf(quote, _position + 1);
            if (end < 0) throw Wrong(Rest(), "a quote at the end");
            string value = text[(_position + 1)..end];
            _position = end + 1;
            return value;
        }

        bool Truth()
        {
            Next();
            foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            {
                if (!text.AsSpan(_position).StartsWith(word)) continue;
                _position += word.Length;
                return value;
            }
            throw Wrong(Rest(), "True or False");
        }

        long[] Tuple()
        {
            var values = new List<long>();
            Expect('(');
            while (!Skip(')'))
            {
                Next();
                int begin = _position;
                while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
                if (!long.TryParse(text.AsSpan(begin, _position - begin), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                    throw Wrong(Rest(), $"a size from 0 to {long.MaxValue}");
                // Python 2 wrote long integers so.
                if (_position < text.Length && text[_position] == 'L') _position++;
                values.Add(value);
                if (!Skip(',') && Next() != ')') throw Wrong(Rest(), "a comma or the end of the tuple");
            }
            return [.. values];
        }

        char Next()
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
            return _position < text.Length ? text[_position] : '\0';
        }

        bool Skip(char c)
        {
            if (Next() != c) return false;
            _position++;
            return true;
        }

        void Expect(char c)
        {
            if (!Skip(c)) throw Wrong(Rest(), $"'{c}'");
        }

        string Rest()
        {
            const int Shown = 30;
            var rest = new StringBuilder(text[Math.Min(_position, text.Length)..].TrimEnd());
            if (rest.Length > Shown) rest.Length = Shown;
            return rest.Length == 0 ? "its end" : $"'{rest}'";
        }

        static InvalidPoolingException Wrong(string found, string allowed) => new("numpy header", found, allowed);
    }
}
