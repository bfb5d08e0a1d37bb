using System.Text;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>A request that the upstream gets, as far as it has come.</summary>
internal sealed class ReceivedRequest(string line, IReadOnlyList<HeaderField> headers)
{
    private const int Kept = 512;

    private readonly Lock _lock = new();
    private readonly StringBuilder _body = new();
    private long _bytes;
    private bool _whole;

    public string Method { get; } = line.Split(' ')[0];

    public IReadOnlyList<HeaderField> Headers => headers;

    public string? Header(string name) => headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public void Take(string body)
    {
        lock (_lock)
        {
            _bytes += body.Length;
            _body.Append(body, 0, Math.Min(body.Length, Kept - _body.Length));
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _whole = true;
        }
    }

    public UpstreamRequest Seen()
    {
        string[] words = line.Split(' ');
        lock (_lock)
        {
            return new UpstreamRequest(words[0], string.Join(' ', words[1..^1]), Header("host") ?? "", headers)
            {
                Bytes = _bytes,
                Whole = _whole,
                Body = _body.ToString(),
            };
        }
    }
}
