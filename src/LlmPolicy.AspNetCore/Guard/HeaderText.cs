using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Guard;

/// <summary>Header values between the server's text and the bytes that were on the wire, one char a byte, as Envoy compares them.</summary>
internal sealed class HeaderText(IOptions<KestrelServerOptions> kestrel)
{
    private readonly Func<string, Encoding?> _requestEncoding = kestrel.Value.RequestHeaderEncodingSelector;
    private readonly Func<string, Encoding?> _responseEncoding = kestrel.Value.ResponseHeaderEncodingSelector;

    public string RequestBytes(string name, string text) => ToBytes(text, _requestEncoding(name));

    public string RequestText(string name, string bytes) => ToText(bytes, _requestEncoding(name));

    public string ResponseBytes(string name, string text) => ToBytes(text, _responseEncoding(name));

    public string ResponseText(string name, string bytes) => ToText(bytes, _responseEncoding(name));

    // Kestrel reads UTF-8 where the app chose nothing else.
    private static string ToBytes(string text, Encoding? encoding) =>
        Ascii.IsValid(text) || encoding is { CodePage: 28591 } ? text : Encoding.Latin1.GetString((encoding ?? Encoding.UTF8).GetBytes(text));

    private static string ToText(string bytes, Encoding? encoding) =>
        Ascii.IsValid(bytes) || encoding is { CodePage: 28591 } ? bytes : (encoding ?? Encoding.UTF8).GetString(Encoding.Latin1.GetBytes(bytes));
}
