using CsCheck;

namespace LlmPolicy.Assurance.Properties;

/// <summary>How a request carries a token: in which case a header's name is, what stands before the token, where among the query's parameters it is. None of it means anything.</summary>
/// <param name="Form">Which form, of those that the place has.</param>
/// <param name="Seed">Decides the rest.</param>
internal sealed record Carriage(int Form, int Seed)
{
    public static readonly Carriage Usual = new(0, 0);

    public static readonly Gen<Carriage> Any = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 1_000], (form, seed) => new Carriage(form, seed));

    /// <summary>The header lines and the query, with its <c>?</c>, that carry a token.</summary>
    public (HeaderField[] Headers, string Query) Carry(Place place, string token) => place switch
    {
        Place.Header => (Lines("x-jwt", token, [$"{token}"]), ""),
        Place.Prefixed => (Lines("X-Token", token, [$"JWT {token}", $"JWT  {token}", $"of JWT {token}", $"JWT \"{token}"]), ""),
        Place.Query => ([], Query("t", token)),
        _ when Form >= 8 => ([], Query("access_token", token)),
        _ => (Lines("Authorization", token, [$"Bearer {token}", $"Bearer   {token}", $"Basic x, Bearer {token}", $"Bearer '{token}", $"Bearer :{token}"]), ""),
    };

    private HeaderField[] Lines(string name, string token, string[] values)
    {
        string cased = (Seed % 4) switch { 1 => name.ToUpperInvariant(), 2 => name.ToLowerInvariant(), _ => name };
        string value = values[Form % values.Length];

        // A token that is there twice is good twice; two lines of Authorization are one, and no token.
        return Form == 7 && name != "Authorization" ? [new(cased, value), new("x-between", "1"), new(name, values[0])] : [new(cased, value)];
    }

    private string Query(string name, string token)
    {
        var chance = new Random(Seed);
        string mine = (Form % 6) switch
        {
            1 => $"{Escaped(name, chance)}={token}",
            2 => $"{name}={Escaped(token, chance)}",
            3 => $"{name}={token}&{name}=another",
            _ => $"{name}={token}",
        };
        string[] parts = Form % 6 < 3 ? [mine] : [mine, "a=b", "c", "empty=", "x=y=z"];
        if (Form % 6 > 3)
        {
            chance.Shuffle(parts);
        }

        return $"?{string.Join('&', parts)}";
    }

    private static string Escaped(string text, Random chance) => string.Concat(text.Select(c => chance.Next(3) == 0 ? $"%{(int)c:x2}" : c.ToString()));
}
