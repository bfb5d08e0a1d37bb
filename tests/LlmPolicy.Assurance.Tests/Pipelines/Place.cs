namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Where a middleware stands to the policy.</summary>
internal enum Place
{
    /// <summary>In front of the guard or the gateway, which decides.</summary>
    InFront,

    /// <summary>Behind the authentication scheme, which decides, and in front of the guard or the gateway.</summary>
    AfterScheme,

    /// <summary>Behind the guard, in front of endpoints and gateway.</summary>
    BehindGuard,
}
