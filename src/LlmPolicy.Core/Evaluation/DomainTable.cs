namespace LlmPolicy.Evaluation;

/// <summary>Envoy's search for a virtual host: exact, then the longest suffix wildcard, then the longest prefix wildcard, then <c>*</c>.</summary>
internal sealed class DomainTable
{
    private readonly Dictionary<string, VirtualHostPolicy> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly WildcardTable _suffixes = new();
    private readonly WildcardTable _prefixes = new();
    private VirtualHostPolicy? _any;

    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> Hosts =>
        _exact.Values.Concat(_suffixes.Hosts).Concat(_prefixes.Hosts).Concat(_any is null ? [] : [_any]).Distinct();

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

        return _suffixes.Find(authority, length => ^length..) ?? _prefixes.Find(authority, length => ..length) ?? _any;
    }

    /// <summary>Wildcards by what stands beside the <c>*</c>, the longest first.</summary>
    private sealed class WildcardTable
    {
        private readonly Dictionary<string, VirtualHostPolicy> _hosts = new(StringComparer.OrdinalIgnoreCase);
        private int[] _lengths = [];

        public IEnumerable<VirtualHostPolicy> Hosts => _hosts.Values;

        public bool TryAdd(string part, VirtualHostPolicy host)
        {
            _lengths = [.. _lengths.Append(part.Length).Distinct().OrderDescending()];
            return _hosts.TryAdd(part, host);
        }

        /// <summary>A wildcard stands for at least one char.</summary>
        public VirtualHostPolicy? Find(string authority, Func<int, Range> part)
        {
            var hosts = _hosts.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (int length in _lengths)
            {
                if (length < authority.Length && hosts.TryGetValue(authority.AsSpan()[part(length)], out var host))
                {
                    return host;
                }
            }

            return null;
        }
    }
}
