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

    /// <summary>Leases, due, and each charge's counter.</summary>
    public RedisKey[] Of(in BudgetReservation reservation)
    {
        var charges = reservation.Charges.Span;
        var keys = new RedisKey[2 + charges.Length];
        (keys[0], keys[1]) = (Leases, Due);
        for (int i = 0; i < charges.Length; i++)
        {
            keys[2 + i] = Counter(charges[i].Counter);
        }

        return keys;
    }
}
