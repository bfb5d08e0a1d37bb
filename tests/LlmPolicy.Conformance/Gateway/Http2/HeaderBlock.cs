using System.Text;

namespace LlmPolicy.Conformance.Gateway.Http2;

/// <summary>
/// Header blocks (HPACK, RFC 7541), written plainly: each field literal, its name too, nothing indexed, no Huffman code. What is read is
/// what a peer writes that was told of a table without room; Kestrel and HttpClient use no Huffman code.
/// </summary>
internal static class HeaderBlock
{
    /// <summary>Writes the fields in their order, whatever they are: a char is a byte.</summary>
    public static string Write(IEnumerable<IReadOnlyList<string>> fields)
    {
        StringBuilder block = new();
        foreach (IReadOnlyList<string> field in fields)
        {
            block.Append('\0');
            WriteText(block, field[0]);
            WriteText(block, field[1]);
        }

        return block.ToString();
    }

    /// <exception cref="InvalidDataException">The block uses a table, or a Huffman code.</exception>
    public static IReadOnlyList<HeaderField> Read(string block)
    {
        List<HeaderField> fields = [];
        int at = 0;
        while (at < block.Length)
        {
            char first = block[at];
            if ((first & 0x80) != 0)
            {
                fields.Add(StaticTable.At(ReadNumber(block, ref at, 7)));
            }
            else if ((first & 0xE0) == 0x20)
            {
                ReadNumber(block, ref at, 5);
            }
            else
            {
                int index = ReadNumber(block, ref at, (first & 0x40) != 0 ? 6 : 4);
                string name = index == 0 ? ReadText(block, ref at) : StaticTable.At(index).Name;
                fields.Add(new HeaderField(name, ReadText(block, ref at)));
            }
        }

        return fields;
    }

    private static void WriteText(StringBuilder block, string text)
    {
        int length = text.Length;
        if (length < 0x7F)
        {
            block.Append((char)length);
        }
        else
        {
            block.Append((char)0x7F);
            for (length -= 0x7F; length >= 0x80; length >>= 7)
            {
                block.Append((char)(0x80 | (length & 0x7F)));
            }

            block.Append((char)length);
        }

        block.Append(text);
    }

    private static int ReadNumber(string block, ref int at, int bits)
    {
        int most = (1 << bits) - 1;
        int number = Next(block, ref at) & most;
        if (number < most)
        {
            return number;
        }

        int shift = 0;
        char next;
        do
        {
            next = Next(block, ref at);
            number += (next & 0x7F) << shift;
            shift += 7;
        }
        while ((next & 0x80) != 0);
        return number;
    }

    private static string ReadText(string block, ref int at)
    {
        if (at < block.Length && (block[at] & 0x80) != 0)
        {
            throw new InvalidDataException("The block holds a Huffman code.");
        }

        int length = ReadNumber(block, ref at, 7);
        string text = length <= block.Length - at ? block.Substring(at, length) : throw new InvalidDataException("The block ends within a field.");
        at += length;
        return text;
    }

    private static char Next(string block, ref int at) =>
        at < block.Length ? block[at++] : throw new InvalidDataException("The block ends within a field.");
}
