using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>The names of keys, all with one hash tag.</summary>
internal sealed class RedisKeys(string name)
{
    private readonly string _counters = $"{{{name}}}:c:";

    public RedisKey Schema { get; } = $"{{{name}}}:schema";

    public RedisKey Leases { get; } = $"{{{name}}}:leases";

    public RedisKey Due { get; } = $"{{{name}}}:due";

    public RedisKey Counter(string counter) => _counters + counter;

    /// <summary>Each charge's counter.</summary>
    public RedisKey[] Of(ReadOnlySpan<BudgetCharge> charges)
    {
        var keys = new RedisKey[charges.Length];
        for (int i = 0; i < charges.Length; i++)
        {
            keys[i] = Counter(charges[i].Counter);
        }

        return keys;
    }

    /// <summary>Leases, due, and each charge's counter.</summary>
    public RedisKey[] Of(in BudgetReservation reservation) => [Leases, Due, .. Of(reservation.Charges.Span)];
}
