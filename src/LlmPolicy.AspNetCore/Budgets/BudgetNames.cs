using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;

namespace LlmPolicy.Budgets;

/// <summary>
/// The names of counters in a store: what is counted stands in them as it is, whose it is as a keyed hash. Without a key of the configuration's (<c>LlmPolicy:Budgets:HashKey</c>)
/// a name is good for this process alone.
/// </summary>
internal sealed class BudgetNames(byte[]? key)
{
    /// <summary>Names of resources and time zones may be longer than a counter's name, and have other characters.</summary>
    private const int LongestPlainName = 120;

    /// <summary>How many names are kept: a hash costs more than all else that is done to reserve in memory.</summary>
    private const int Capacity = 10_000;

    /// <summary>A longer value is hashed anew each time: callers may choose it, and it is kept with its name.</summary>
    private const int LongestKept = 256;

    /// <summary>What stores take: visible ASCII characters without braces.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except(['{', '}'])]);

    private readonly byte[] _key = key ?? RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentLru<(string Budget, string What, string Whose), string> _names = new(Capacity);

    public string Of(BudgetCounter counter) => Of(counter.Budget, counter.What, counter.Key);

    public string Of(RateLimitCounter counter) => Of(counter.Holder, counter.What, counter.Key);

    /// <summary>The name of a counter.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="what">What is counted, and for how long.</param>
    /// <param name="whose">The values of the budget's key; empty where all share it.</param>
    public string Of(string budget, string what, string whose) => whose.Length > LongestKept ? Make(budget, what, whose) : _names.GetOrAdd((budget, what, whose), static (name, names) => names.Make(name.Budget, name.What, name.Whose), this);

    private string Make(string budget, string what, string whose)
    {
        string plain = $"{budget}/{what}";
        if (plain.Length > LongestPlainName || plain.AsSpan().ContainsAnyExcept(Plain))
        {
            plain = Hash(plain);
        }

        return whose.Length == 0 ? plain : $"{plain}/{Hash(whose)}";
    }

    private string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
