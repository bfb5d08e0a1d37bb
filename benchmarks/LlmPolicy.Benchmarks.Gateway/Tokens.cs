using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>The tokens of a load: a file with one a line, sent in turn. Where a load ends, the next goes on.</summary>
internal sealed class Tokens
{
    private Tokens(string file, IReadOnlyList<string> lines) => (File, Lines) = (file, lines);

    public string File { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>The line that the next load starts with.</summary>
    public int Next { get; private set; }

    public static Tokens Read(string file) => new(file, System.IO.File.ReadAllLines(file));

    /// <summary>The lab's token again and again.</summary>
    public static Tokens Same(string file)
    {
        System.IO.File.WriteAllText(file, LabPolicy.Token + "\n");
        return Read(file);
    }

    /// <summary>As many tokens as the lab's, each its own by a <c>jti</c>.</summary>
    public static Tokens Distinct(string file, RSA key, int count)
    {
        string[] tokens = new string[count];
        Parallel.For(0, count, i => tokens[i] = Sign(key, i));
        System.IO.File.WriteAllLines(file, tokens);
        return new Tokens(file, tokens);
    }

    public void Sent(long requests) => Next = (int)((Next + requests) % Lines.Count);

    private static string Sign(RSA key, int number)
    {
        string payload = $$"""
            {"iss":"{{LabPolicy.Issuer}}","org":"solo.io","sub":"solo-workshop","team":"data","llms":{"huggingface":["{{LabPolicy.Model}}"]},"jti":"{{number.ToString("x8", CultureInfo.InvariantCulture)}}"}
            """;
        string signed = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(payload)}";
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
