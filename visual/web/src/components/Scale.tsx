import { t } from '@/core/words'

/** Legend of the five steps, and of the two grounds that are no number. */
export function Scale({ gap = false }: { gap?: boolean }) {
  const steps = gap
    ? [t('scale.widest'), '', '', '', t('scale.narrowest')]
    : ['0–20%', '20–40%', '40–60%', '60–80%', '80–100%']
  return (
    <ul className="scale" aria-label={t('scale.label')}>
      {steps.map((text, number) => (
        <li key={number}>
          <i className={`step-${number}`} aria-hidden />
          {text}
        </li>
      ))}
      <li>
        <i className="hatch" aria-hidden />— {t('scale.empty')}
      </li>
      <li>
        <i className="dots" aria-hidden />
        &lt;5 {t('scale.few')}
      </li>
    </ul>
  )
}
