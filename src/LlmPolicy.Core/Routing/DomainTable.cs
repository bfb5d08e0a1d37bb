namespace LlmPolicy.Routing;

/// <summary>Envoy's search for a virtual host: exact, then the longest suffix wildcard, then the longest prefix wildcard, then <c>*</c>.</summary>
internal sealed class DomainTable
{
    private readonly Dictionary<string, VirtualHostPolicy> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly WildcardTable _suffixes = new();
    private readonly WildcardTable _prefixes = new();
    private VirtualHostPolicy? _any;

    /// <summary>Adds a domain; false if it is there already.</summary>
    public bool TryAdd(string domain, VirtualHostPolicy host)
    {
        if (domain == "*")
        {
            bool free = _any is null;
            _any ??= host;
            return free;
        }

        return domain[0] == '*' ? _suffixes.TryAdd(domain[1..], host)
            : domain[^1] == '*' ? _prefixes.TryAdd(domain[..^1], host)
            : _exact.TryAdd(domain, host);
    }

    public VirtualHostPolicy? Find(string authority)
    {
        if (_exact.TryGetValue(authority, out var host))
        {
            return host;
        }

        // A wildcard stands for at least one char.
        for (int length = authority.Length - 1; length > 0; length--)
        {
            if (_suffixes.Find(authority.AsSpan(authority.Length - length)) is { } bySuffix)
            {
                return bySuffix;
            }
        }

        for (int length = authority.Length - 1; length > 0; length--)
        {
            if (_prefixes.Find(authority.AsSpan(0, length)) is { } byPrefix)
            {
                return byPrefix;
            }
        }

        return _any;
    }

    private sealed class WildcardTable
    {
        private readonly Dictionary<string, VirtualHostPolicy> _hosts = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<int> _lengths = [];

        public bool TryAdd(string part, VirtualHostPolicy host)
        {
            _lengths.Add(part.Length);
            return _hosts.TryAdd(part, host);
        }

        public VirtualHostPolicy? Find(ReadOnlySpan<char> part) =>
            _lengths.Contains(part.Length) && _hosts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(part, out var host) ? host : null;
    }
}
