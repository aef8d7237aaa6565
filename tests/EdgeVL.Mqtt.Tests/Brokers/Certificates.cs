using System.Diagnostics;

namespace EdgeVL.Testing.Brokers;

/// <summary>An authority with certificates for a broker and a client, good ones and bad ones; made by openssl in a folder that goes.</summary>
internal sealed class Certificates : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("edgevl-certificates-");

    public string Ca => Of("ca.crt");

    /// <summary>An authority that has issued nothing here.</summary>
    public string ForeignCa => Of("foreign.crt");

    public string Of(string name) => Path.Combine(folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        if (Mosquitto.Find("openssl") is null)
        {
            return; // The tests that need it say so.
        }

        await Authority("ca");
        await Authority("foreign");
        await Issue("ca", "server", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        await Issue("ca", "elsewhere", "subjectAltName=DNS:broker.example");
        await Issue("ca", "client", "extendedKeyUsage=clientAuth");
        await Issue("foreign", "stranger", "extendedKeyUsage=clientAuth");
        await IssueExpired("ca", "expired", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        await File.WriteAllTextAsync(Of("empty.crt"), "no certificate at all\n");
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task Authority(string name) =>
        Run(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            $"/CN={name} of a test",
            "-keyout",
            $"{name}.key",
            "-out",
            $"{name}.crt"
        );

    private async Task Issue(string authority, string name, string extension)
    {
        await Request(name);
        await File.WriteAllTextAsync(Of($"{name}.ext"), extension + "\n");
        await Run(
            "x509",
            "-req",
            "-in",
            $"{name}.csr",
            "-CA",
            $"{authority}.crt",
            "-CAkey",
            $"{authority}.key",
            "-CAcreateserial",
            "-days",
            "30",
            "-extfile",
            $"{name}.ext",
            "-out",
            $"{name}.crt"
        );
    }

    private async Task IssueExpired(string authority, string name, string extension)
    {
        await Request(name);
        await File.WriteAllTextAsync(Of("index.txt"), "");
        await File.WriteAllTextAsync(Of("serial"), "77\n");
        await File.WriteAllTextAsync(
            Of("ca.cnf"),
            $"[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\n{extension}\n"
        );
        await Run(
            "ca",
            "-batch",
            "-config",
            "ca.cnf",
            "-cert",
            $"{authority}.crt",
            "-keyfile",
            $"{authority}.key",
            "-in",
            $"{name}.csr",
            "-out",
            $"{name}.crt",
            "-startdate",
            "20200101000000Z",
            "-enddate",
            "20210101000000Z",
            "-notext"
        );
    }

    private Task Request(string name) =>
        Run(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            $"/CN={name}",
            "-keyout",
            $"{name}.key",
            "-out",
            $"{name}.csr"
        );

    private async Task Run(params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("openssl", arguments)
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {await said}");
    }
}
