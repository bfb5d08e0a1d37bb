using System.Buffers;
using LlmPolicy.Metering;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Sending;

/// <summary>The headers of a request on its way upstream. A header that can't be sent is told, never dropped.</summary>
internal abstract class OutgoingHeaders(HttpRequestMessage request) : IMessageHeaders
{
    private static readonly SearchValues<char> Unsendable = SearchValues.Create("\0\r\n");

    private bool _refused;

    /// <summary>Makes a change. False: the line can't be sent.</summary>
    public bool TryApply(HeaderChangeKind kind, string name, string value)
    {
        _refused = false;
        HeaderChange.Apply(this, kind, name, value);
        return !_refused;
    }

    public abstract void Remove(string name);

    public void Add(string name, string value) => _refused = !TryAdd(name, value);

    /// <summary>Takes off what only looks like a header that the policy has its word on.</summary>
    public void Remove(HeaderTwins twins)
    {
        foreach (string twin in request.Headers.NonValidated.Select(header => header.Key).Where(twins.Contains).ToArray())
        {
            Remove(twin);
        }
    }

    /// <summary>Offers the upstream no content coding in which its answer can't be metered.</summary>
    public void CutOfferedCodings(UsageMetering metering)
    {
        if (request.Headers.NonValidated.TryGetValues(HeaderNames.AcceptEncoding, out var offered))
        {
            TryApply(HeaderChangeKind.Set, HeaderNames.AcceptEncoding, OfferedCodings.Cut(offered.ToArray(), metering).ToString());
        }
    }

    /// <summary>Sets Host byte for byte. False if it is none that HttpClient knows: it would send a second one.</summary>
    public bool TrySetHost(string host)
    {
        request.Headers.Remove("Host");
        return request.Headers.TryAddWithoutValidation("Host", host) && request.Headers.Host == host;
    }

    /// <summary>Adds a line to the request's headers, or to its content's where it belongs to these.</summary>
    protected abstract void AddLine(string name, string value);

    private bool TryAdd(string name, string value)
    {
        if (value.AsSpan().ContainsAny(Unsendable))
        {
            return false;
        }

        if (name.Equals(HeaderNames.UserAgent, StringComparison.OrdinalIgnoreCase) && request.Headers.NonValidated.TryGetValues(name, out var lines))
        {
            // One line in Envoy; .NET would put a space between them.
            value = string.Join(',', lines.Append(value));
            Remove(name);
        }

        AddLine(name, value);
        return request.Headers.NonValidated.Contains(name) || request.Content?.Headers.NonValidated.Contains(name) is true;
    }
}
