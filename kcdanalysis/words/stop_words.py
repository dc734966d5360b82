"""Words of German, French, Spanish, Italian and Portuguese that tell nothing of a subject.

Small words, and those that stand in every programme ("Vortrag", "présentation"). Topics
leave them out of all texts, whatever their language, so words that English, computing
or a product has, too, are not listed: "hat", "war", "car", "vue", "red", "rest", "ai".
"""

from __future__ import annotations

#: By language (ISO 639-1), in lower case; those of `text.SMALL_WORDS` are left out.
STOP_WORDS: dict[str, str] = {
    "de": """
    aktuell aktuelle aktuellen alle allem allen aller alles andere anderem anderen anderer
    anderes anhand ansätze anwendung arbeit arbeiten aufgaben ausserdem außerdem bald bedeutung
    behandelt beim beispiel beispiele beispielen beispielsweise bereich bereits besonders besser
    bestimmte bieten bietet bis bisher bleibt brauchen braucht bringt bzw dabei dadurch dafür
    dagegen daher damit dank dann darauf daraus darf darin darüber dazu dein deine deinen denen
    denn deren derzeit deshalb dessen deutlich diese diesem diesen dieser dieses dinge direkt
    diskutieren doch dort drei dürfen eben ebenfalls ebenso eher eigene eigenen eigener
    eigentlich einblick einblicke einfach einfache einfachen einführung einige einigen einmal
    einsatz einzelne einzelnen ende entwickeln entwickelt entwicklung entwicklungen er erfahrung
    erfahrungen ergebnisse erklärt erläutert ermöglicht erst erste erstellen ersten erster es
    etwa etwas euch euer eure fast finden findet folgen frage fragen funktioniert führen führt
    ganz ganze ganzen gar geben gegeben gegen gehen geht gemacht gemeinsam genau genutzt gerade
    gerne gezeigt gibt gilt gleich gleichzeitig grosse grossen große großen großer gut gute
    guten habe haben halten hatte hatten herausforderung herausforderungen heute hier hilfe
    hilft hin hinaus hinter hinweg hätte häufig ich idee ideen ihm ihn ihnen ihr ihre ihrem
    ihren ihrer immer indem innen insbesondere ja jahr jahre jahren je jede jedem jeden jeder
    jedes jedoch jetzt kam kann kaum kein keine keinem keinen keiner kennen klar kleine kleinen
    kommen kommt konkrete konkreten konnte kurz kurze kurzen können könnt könnte könnten lange
    lassen leben lernen letzte letzten leute liegt lässt lösung lösungen machen macht mal man
    manche mehr mehrere mein meine meinen meist mensch menschen mich mir mithilfe mitteln muss
    musste möchte möchten möglich mögliche möglichkeit möglichkeiten müssen nach nachdem
    natürlich neben nehmen nein neue neuem neuen neuer neues nichts nie nun nur nutzen nutzung
    nächste nächsten ob oben obwohl oft ohne paar praxis probleme projekt projekte recht rund
    sagen schauen schnell schon sehen sehr sein seine seinem seinen seiner seit seite selbst
    setzen sicher sie sodass sogar solche solchen soll sollen sollte sollten sondern sonst sowie
    sowohl sprechen später statt stehen steht stelle stellen stellt teil teilen teilnehmer tun
    uns unser unsere unserem unseren unserer unter verschiedene verschiedenen verstehen viel
    viele vielen vielleicht voll vom vor vorgestellt vorstellen vorstellung vortrag vortrags
    vorträge wann waren warum weil weiter weitere weiteren weiterhin welche welchem welchen
    welcher welches welt wenig weniger wenn wer weshalb wichtig wichtige wichtigsten wieder
    wirklich wissen wo wobei wollen worden wurde wurden während wäre würde würden z.b zeigen
    zeigt zeit zudem zukunft zunächst zurück zusammen zwar zwei zwischen überblick überhaupt
    """,
    "fr": """
    abord aborderons afin aider aime ainsi ait ajouter aller allez allons alors améliorer année
    années ans apporter apprendre après assez atelier au-delà aucun aucune aujourd'hui aura
    aurez auront aussi autant autour autre autres avaient avait avant avez avoir avons beaucoup
    besoin besoins bien bon bonne bonnes bons c'était cadre cas ceci cela celle celles celui
    certain certaine certaines certains ceux chacun chaque chez choix chose choses clé clés
    comme commencer complexe comprendre concret concrets conférence conférences construire
    contexte contre cours création créer côté d'abord d'autres d'avoir d'exemples d'expérience
    d'un d'une d'utiliser d'être demain depuis derrière deux devant devenir devez devient devoir
    devrait difficile différent différente différentes différents dire dit doit doivent donner
    dont durant durée dès découverte découvrez découvrir déjà désormais développer elle elles
    encore enfin ensuite entre envie eux exemple exemples existe expliquer expérience facile
    facilement faire fait faites fallait falloir faut façon façons ferai ferons finalement fois
    forme fut grand grande grandes grands grâce gérer hors ici idée idées il ils j'aimerais
    j'avais jamais je jour jours jusqu'à jusque juste l'aide l'expérience l'histoire l'idée l'on
    l'utilisation l'utiliser laquelle lequel lesquels leur leurs lieu loin long lors lorsqu'on
    lorsque lui là ma maintenant mal malgré manière meilleur meilleure merci mes mettre mieux
    mis mise moi moins mon monde montrer même mêmes n'a n'en n'est n'ont n'y ne ni niveau nombre
    nombreuses nombreux nommé non nos notamment nouveau nouveaux nouvel nouvelle nouvelles
    numéro nécessaire offre ont ou oui outil outils parce pareil parfois parler parlerai
    parlerons parmi part partage partager participant participants partie partir passer pendant
    pense permet permettant permettent permettra permettre petit petite petits peu peut
    peut-être peuvent place plein plupart plusieurs plutôt point points porter possible pourquoi
    pouvez pouvoir pouvons pratique pratiques premier première prendre presque principe
    principes pris prise problème problèmes proche produire proposer propre propres près
    présentation présente présenter présenterai présenterons prêt pu puis puisque puissant
    qu'elle qu'est-ce qu'il qu'ils qu'on qu'un qu'une qualité quel quelle quelles quelqu'un
    quelque quelques quels question questions quoi quotidien raconter rapidement rapport rendre
    reste rester retour retours rien réaliser réel répondre réponse réponses résoudre s'agit
    s'est s'il sa sais sans sauf savez savoir se sein sera serait seront ses session seul seule
    seulement si simple simplement simples soit solution son sous souvent soyez suis suivant
    sujet sujets surtout ta tant tel telle tellement telles tels temps tenir terme termes tes
    tirer toi tous tout toute toutes travailler travers trop trouver très tu type un utilisant
    utilisation utilise utiliser va vais valeur venez venir verra verrez verrons vers vie vient
    vite vivre voici voilà voir voire vont vos votre voulez vouloir voyons vrai vraie vraiment
    vu y à également éviter
    """,
    "es": """
    además algo alguna algunas alguno algunos algún allí ambos ante aplicar aprender
    aprenderemos aquí aspectos así aunque ayuda ayudar años aún bien breve buen buena buenas
    buenos básico básicos cada casi caso casos charla charlas cierto comenzar compartir comunes
    conceptos conferencia conocer conocimiento conocimientos construir contaremos contexto cosas
    creación crear cual cuales cualquier cuando cuanto cuenta dar debe deben decir dentro
    desarrollar desarrollo desde después detrás diferente diferentes difícil donde durante día
    días efecto ejemplo ejemplos ella ellas ello ellos embargo empezar encontrar enfoque
    entender entonces entre esa esas ese eso esos esta estado estaremos estas este esto estos
    está están existe existen experiencia explicar fin finalmente forma formas fue fueron fácil
    fáciles fácilmente general gracias gran grande grandes ha hablar hablaremos hablaré había
    hace hacen hacer hacia haciendo han hasta hay hemos herramienta herramientas hola hoy idea
    ideas importante importantes incluso introducción lado le les llevar lograr luego lugar
    manera maneras mayor mediante mejor mejorar mejores menos mi mientras mis misma mismas mismo
    mismos momento mostrar mostraremos mostraré mucha muchas mucho muchos mundo muy nada
    necesario necesidad necesita ni ningún nivel no nos nosotros nuestra nuestras nuestro
    nuestros nueva nuevas nuevo nuevos nunca objetivo obtener ofrece otra otras otro otros
    partir paso pasos pequeño permite permiten pero persona personas poco podemos poder podrá
    poner posible posibles presenta presentación presentar presentaremos primer primera primero
    principales problema problemas propia propio proyecto proyectos práctica prácticas pueda
    puede pueden puedes punto quiere quién qué realizar resolver resultados sabe saber ser será
    serán si sido siempre siendo siguiente sin sino sobre sola solamente soluciones solución
    somos son sus sí sólo tal también tampoco tan tanto te tema temas tenemos tener tengo tiempo
    tiene tienen tipo tipos toda todas todavía todo todos trabajar trabajo tras través tu tus
    unas unos usando usar usted utiliza utilizando utilizar va vamos van varias varios veces ver
    veremos vez vida ya yo útil
    """,
    "it": """
    abbiamo affrontare agli alcune alcuni alla alle allo altra altre altri altro ancora anni
    anzi aspetti attraverso avere avremo base basso bene bisogno breve buona buone capire casi
    caso cercare certo chi cioè ciò concetti conferenza conoscenza conoscere corso costruire
    così creare cui dagli dal dalla dalle degli delle dello dentro descrivere deve devono
    differenti diventare diversi dobbiamo dopo dove durante ecco entrambi esempi esempio
    esperienza esperienze essere essi facile facilmente far fare fatto fino forse fra funziona
    giorno già gran grande grandi grazie ha hai hanno ho importante infatti infine inoltre
    insieme introduzione invece l'uso l'utilizzo lavorare lavoro lei livello lo loro lui ma
    maggior maggiore mai mediante meglio meno mentre mi mia migliorare migliore mio modi modo
    molte molti molto momento mondo mostrare mostreremo mostrerò necessario negli nei nella
    nelle nello nessun niente noi nome non nostra nostre nostri nostro nulla nuova nuove nuovi
    nuovo o ogni oltre ora ottenere parlare parleremo parlerò parte partecipanti particolare
    partire pensare perchè perché permette permettono però piccolo poco poi possa possiamo
    possibile possibili possono poter potere prima primo principali problema problemi progetti
    progetto proprio punto può qualche qualcosa qualcuno quale quali qualsiasi quando quanto
    quasi quella quelle quelli quello questa queste questi questo qui quindi rendere risolvere
    risultati saranno sarà scopo scrivere se semplice semplici sempre senza sfruttare sia siamo
    singolo so soltanto soluzione soluzioni soprattutto spesso spiegare sta stata stati stato
    stessa stesso strumenti strumento su sua sue sugli sui sulla sulle suo suoi talvolta tante
    tanti tanto te tempo tra tramite troppo trovare tu tutta tutte tutti tutto usando usare
    usato uso utile utili utilizzando utilizzare utilizzato va vari varie vedere vediamo vedremo
    velocemente verranno verrà verso vi via viene vita voi volta volte vorrei vostra vostro
    """,
    "pt": """
    agora ainda algo algum alguma algumas alguns além ambos anos antes ao aos apenas apesar
    aprender apresentado apresentar apresentação aqui assim através até bem boa boas bom cada
    casos coisa coisas conceitos conferência construir criar daquela dar das dela dele deles
    depois desde dessa desse desta deste dia dias diferentes dizer duas durante ela elas ele
    eles entender entre então essa essas esse esses esta estar estas este estes está estão
    exemplo exemplos experiência falar falarei faz fazer ferramenta ferramentas foi fora foram
    forma há introdução isso isto já la lo lugar lá maior mas meio melhor melhores menos mesma
    mesmo meu minha mostrar mostrarei muita muitas muito muitos mundo na nas nem nenhum nessa
    nesse nesta neste ninguém no nos nossa nossas nosso nossos novas novo novos num numa nunca
    objetivo onde ou outra outras outro outros palestra palestras parte partir pela pelas pelo
    pelos pessoa pessoas pode podem podemos poder pois porque possíveis possível pouco pra
    precisa primeiro principais problema problemas processo projeto projetos própria próprio
    quais qual qualquer quando quanto quase quem quer questões resolver seja sem sempre ser será
    seu seus si sido sobre somente somos sua suas são só também tanto tem temos tempo tenho ter
    teve toda todas todo todos trabalhar trabalho três tudo tão técnicas têm usada usado usando
    usar uso utilizando utilizar vai vamos ver vez vezes vida vocês vou várias vários vão à às
    área
    """,
}
